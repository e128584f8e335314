"""Tells what stands beside it how its stick is now."""

from collections.abc import Callable

from nicegui import ui

from appliance.station.face import Volume

from ..visit import Visit
from .dialog import Dialog

LOOK_S = 0.5
"""How soon a page sees that a stick came or went."""


class StickWatch(ui.element):
    """Calls ``draw`` with the stick as it is, and with None while it is not in.

    It ends with what it stands in; a sheet that is filled anew needs a new one.
    """

    def __init__(self, visit: Visit, identity: str, draw: Callable[[Volume | None], None]) -> None:
        super().__init__("div")
        self._visit = visit
        self._identity = identity
        self._draw_stick = draw
        self.set_visibility(False)
        with self:
            visit.watch(self._draw, every_s=LOOK_S)

    @classmethod
    def closing(cls, visit: Visit, identity: str, dialog: Dialog) -> None:
        """Take a sheet away that is of no use without the stick; built in it, when it is open."""
        cls(visit, identity, lambda stick: dialog.close() if stick is None else None)

    def _draw(self) -> None:
        station = self._visit.station
        if station.snapshot().hardware is None:  # the supervisor starts again
            return
        present = {each.identity: each for each in station.sticks.volumes()}
        self._draw_stick(present.get(self._identity))
