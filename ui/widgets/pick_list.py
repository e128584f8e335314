"""Many things to pick from: all of them, some, none."""

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import events, ui

from ..i18n import Language


class PickList(ui.element, component="pick_list.js"):
    """Things are pairs of words and a detail; ``on_change(places)`` hears which are picked.

    All are picked at first.
    """

    def __init__(
        self,
        language: Language,
        things: Sequence[tuple[str, str]],
        on_change: Callable[[list[int]], Any],
    ) -> None:
        super().__init__()
        _ = language
        self._count = len(things)
        self._on_change = on_change
        self.props["things"] = [list(thing) for thing in things]
        self.props["words"] = {"all": _("All"), "none": _("None")}
        self.on("picked", self._picked)

    def _picked(self, event: events.GenericEventArguments) -> Any:
        return self._on_change([place for place in map(int, event.args) if place < self._count])
