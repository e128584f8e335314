"""A number between two ends."""

from collections.abc import Callable
from typing import Any

from nicegui import events, ui

from ..i18n import Language


class Slider(ui.element, component="slider.js"):
    """Large − and + beside a track that can be dragged; the value stands above with its unit.

    The change is told when the finger rests or leaves, not for every pixel on the way.
    """

    def __init__(
        self,
        language: Language,
        label: str,
        on_change: Callable[[float], Any],
        *,
        value: float,
        lowest: float,
        highest: float,
        step: float,
        unit: str = "",
        hint: str = "",
    ) -> None:
        super().__init__()
        _ = language
        self._on_change = on_change
        self._value = value
        self._range = (lowest, highest)
        self.props.update(
            {
                "label": label,
                "hint": hint,
                "value": value,
                "lowest": lowest,
                "highest": highest,
                "step": step,
                "unit": unit,
                "words": {"less": _("Less"), "more": _("More")},
            }
        )
        self.on("change", self._changed)

    @property
    def value(self) -> float:
        """The number it stands at."""
        return self._value

    def show(self, value: float) -> None:
        """Show another number, without telling anybody."""
        if value != self._value:
            self._value = value
            self.props["value"] = value
            self.update()

    def _changed(self, event: events.GenericEventArguments) -> Any:
        lowest, highest = self._range
        value = min(max(float(event.args), lowest), highest)
        if value == self._value:
            return None
        self._value = self.props["value"] = value
        return self._on_change(value)
