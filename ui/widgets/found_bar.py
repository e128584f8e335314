"""What was looked for in the history, in the text in which it was found: one after the other."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from nicegui import ui

from ..i18n import Language
from ..lines import Line
from .touch import Sign, TouchButton, Words

LEEWAY_S = 0.1
"""A place in an address is rounded to that."""


class FoundBar(ui.element):
    """Counts the lines in which it stands and leads to them; after the last comes the first."""

    def __init__(
        self,
        language: Language,
        text: str,
        at_s: float,
        *,
        on_go: Callable[[float], None],
        on_end: Callable[[], None],
    ) -> None:
        """``at_s`` is where the page begins: the place before it is counted first.

        ``on_go`` hears where the line begins to which somebody wants, ``on_end`` that nothing is
        looked for any more.
        """
        super().__init__("div")
        self._language = language
        self._on_go = on_go
        self._at_s = at_s
        self._starts_s: list[float] = []
        self._place = 0
        _ = language
        with self.classes("found-bar").props("role=search"):
            Sign("search")
            Words(text, classes="said")
            self._count = Words(classes="count").props("role=status")
            self._ways = [
                TouchButton(words, sign, lambda step=step: self._go(step), is_repeated=True)
                for words, sign, step in ((_("Previous"), "up", -1), (_("Next"), "down", 1))
            ]
            TouchButton(_("End search"), "close", on_end)

    def show(self, lines: Sequence[Line]) -> None:
        """Tell what is found in these; where somebody is stays the nearest place."""
        starts_s = [line.start_s for line in lines if line.found]
        if starts_s != self._starts_s:
            self._starts_s = starts_s
            self._place = max(bisect_right(starts_s, self._at_s + LEEWAY_S) - 1, 0)
        self._draw()

    def _go(self, step: int) -> None:
        if not self._starts_s:
            return  # the text became another one under the finger
        self._place = (self._place + step) % len(self._starts_s)
        self._at_s = self._starts_s[self._place]
        self._draw()
        self._on_go(self._at_s)

    def _draw(self) -> None:
        _, count = self._language, len(self._starts_s)
        told = f"{self._place + 1} / {count}" if count else _("Not in this text")
        self._count.set_text(told)
        for way in self._ways:
            way.enable(enabled=count > 0)
