"""Parts of a day or a time side by side, each moved one step at a time."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from nicegui import ui

from appliance.domain.wall_time import Part, WallTime

from ..i18n import Language, mark
from .stepper import Stepper

PARTS: Mapping[Part, str] = {
    Part.YEAR: mark("Year"),
    Part.MONTH: mark("Month"),
    Part.DAY: mark("Day"),
    Part.HOUR: mark("Hour"),
    Part.MINUTE: mark("Minute"),
}
DAY = (Part.YEAR, Part.MONTH, Part.DAY)
"""The parts a date has."""


class Steppers(ui.element):
    """Whoever made them shows what comes of a step."""

    def __init__(
        self, language: Language, on_step: Callable[[Part, int], Any], parts: Iterable[Part] = PARTS
    ) -> None:
        super().__init__("div")
        self.classes("steppers")
        with self:
            self._steppers = {
                part: Stepper(language, language(PARTS[part]), partial(on_step, part))
                for part in parts
            }

    def show(self, value: date | WallTime) -> None:
        """Show another day or time; it has all of the parts."""
        for part, stepper in self._steppers.items():
            stepper.show(f"{getattr(value, part.value):02}")
