"""The way back to the history: to the list as it was left."""

import json

from nicegui import ui

from ..place import Place
from .touch import Sign, Words

KEPT = "tingxia-history"
"""Under this name the list keeps its address in the browser, as long as that is open."""


class WayToHistory(ui.element):
    """A way that looks as a button; ``recovery.js`` leads to what was kept."""

    def __init__(self, words: str, sign: str) -> None:
        super().__init__("a")
        self.classes("tap").props(f"href={Place.HISTORY} data-kept={KEPT}")
        with self:
            Sign(sign)
            Words(words)


def go_to_history() -> None:
    """Lead there without a tap."""
    kept, href = json.dumps(KEPT), json.dumps(Place.HISTORY)
    ui.run_javascript(f"location.assign(sessionStorage.getItem({kept}) || {href})")
