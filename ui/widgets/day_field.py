"""A day that is chosen by touch, or none."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from nicegui import ui

from appliance.domain.wall_time import Part, WallTime

from ..i18n import Language
from .steppers import DAY, Steppers
from .touch import TouchButton, Words


class DayField(ui.element):
    """Begins with today; ``on_change`` hears of every step, and of None for any day."""

    def __init__(
        self,
        language: Language,
        label: str,
        on_change: Callable[[date | None], Any],
        *,
        value: date | None,
    ) -> None:
        super().__init__("div")
        _ = language
        self._on_change = on_change
        self.classes("setting").props("role=group")
        self.props["aria-label"] = label
        with self:
            Words(label, classes="label")
            self._choose = TouchButton(_("Choose a day"), "clock", self._begin)
            self._forget = TouchButton(_("Any day"), "close", lambda: on_change(None))
            self._steppers = Steppers(_, self._step, DAY)
        self.show(value)

    def show(self, value: date | None) -> None:
        """Show another day, without telling anybody."""
        self._value = value
        self._choose.set_visibility(value is None)
        for element in (self._forget, self._steppers):
            element.set_visibility(value is not None)
        if value is not None:
            self._steppers.show(value)

    def _begin(self) -> Any:
        return self._on_change(datetime.now().astimezone().date())

    def _step(self, part: Part, by: int) -> Any:
        if self._value is None:
            return None  # a finger that was still on it when the day was taken away
        shown = WallTime.of(datetime.combine(self._value, time()))
        return self._on_change(shown.stepped(part, by).moment.date())
