"""A recording to read and to correct: lines that play from the word that is tapped."""

import asyncio
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import events, ui

from appliance.domain.editing import LONGEST_TEXT

from ..i18n import Language
from ..lines import Line
from .touch import apart_ms

PAGE_LINES = 200
"""So many lines go to the browser at once; more when it comes near their end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody wants of a line."""

    kind: str
    """text, split, join, speaker or remove; note of a marker."""

    line: Line
    text: str | None = None
    """What was written in it, if that is another text: the rest is wanted of that."""

    before_character: int = 0
    """Of a split: where the second half begins."""


class TextLines(ui.element, component="text_lines.js"):
    """Lines of one recording; a Player on the same page plays them."""

    def __init__(
        self,
        language: Language,
        on_change: Callable[[Change], Awaitable[None]],
        *,
        on_left: Callable[[], Any],
        on_lost: Callable[[], Any],
        on_unsure: Callable[[], Any],
    ) -> None:
        """``on_left`` hears that nobody corrects any more, once ``leave`` was called.

        ``on_lost`` hears that a change is not made, for its line is another one by now;
        ``on_unsure`` that one was wanted as the former page went, and cannot be seen here.
        """
        super().__init__()
        _ = language
        self._lines: list[Line] = []
        self._sent = PAGE_LINES
        self._is_asked = False
        self._on_change = on_change
        self._on_lost = on_lost
        self.props["longest"] = LONGEST_TEXT
        self.props["apart"] = apart_ms()
        self.props["words"] = {
            "pause": _("Pause"),
            "text": _("Text of this line"),
            "save": _("Keep"),
            "cancel": _("Cancel"),
            "hear": _("Hear again"),
            "split": _("Split at the cursor"),
            "join": _("Join with the next"),
            "speaker": _("Speaker"),
            "remove": _("Remove"),
        }
        self.on("more", self._send_more)
        self.on("change", self._change)
        self.on("left", on_left, [])
        self.on("lost", on_lost, [])
        self.on("unsure", on_unsure, [])

    def show(self, lines: Sequence[Line], *, nothing: str) -> None:
        """Show these lines; what was read and heard so far stays where it is."""
        self._lines = list(lines)
        self.props["nothing"] = nothing
        self.props["total"] = len(lines)
        self.props["first"] = self._page(0, self._sent)
        self.update()

    def edit(self, *, on: bool) -> None:
        """Let a tap open a line for correction, or play it again."""
        self.props["editing"] = on
        self.update()

    def leave(self) -> None:
        """Have what is written kept, then tell ``on_left``; not if it is refused."""
        self.run_method("leave")

    def close_line(self, line: Line) -> None:
        """Close it if it is open: what was wanted of it is done."""
        self.run_method("done", line.start_s)

    async def _send_more(self, event: events.GenericEventArguments) -> None:
        start, until_s = int(event.args["start"]), float(event.args["until"])
        there = bisect_right(self._lines, until_s, key=lambda line: line.start_s)
        end = max(start, there) + PAGE_LINES
        self._sent = max(self._sent, end)
        # After a jump through hours these are thousands of lines.
        page = await asyncio.to_thread(self._page, start, end)
        if not self.is_deleted:
            self.run_method("append", start, page)

    async def _change(self, event: events.GenericEventArguments) -> None:
        if self._is_asked:
            return
        self._is_asked = True
        try:
            await self._ask(event.args)
        finally:
            self._is_asked = False
            self.run_method("answered")

    async def _ask(self, asked: Mapping[str, Any]) -> None:
        number = int(asked["n"])
        # The lines may be others by now; the text tells whether it is still the same one.
        if not 0 <= number < len(self._lines) or self._lines[number].text != asked["was"]:
            self._on_lost()
            return
        text = asked.get("text")
        await self._on_change(
            Change(
                kind=str(asked["kind"]),
                line=self._lines[number],
                text=None if text is None else str(text).strip(),
                before_character=int(asked.get("before", 0)),
            )
        )

    def _page(self, start: int, end: int) -> list[dict[str, object]]:
        page = self._lines[max(start, 0) : end]
        return [line.for_browser(start + number) for number, line in enumerate(page)]
