"""A recording to read and to correct: lines that play from the word that is tapped."""

import asyncio
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import events, ui

from appliance.domain.editing import LONGEST_TEXT

from ..i18n import Language
from ..lines import Line

PAGE_LINES = 200
"""So many lines go to the browser at once; more when it comes near their end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody wants of a line."""

    kind: str
    """text, split, join, speaker or remove; note of a marker."""

    line: Line
    text: str = ""
    """Of a text."""

    before_character: int = 0
    """Of a split: where the second half begins."""


class TextLines(ui.element, component="text_lines.js"):
    """Lines of one recording; a Player on the same page plays them."""

    def __init__(
        self,
        language: Language,
        on_change: Callable[[Change], Any],
        *,
        on_lost: Callable[[], Any],
    ) -> None:
        """``on_lost`` hears that a change is not made, for its line is another one by now."""
        super().__init__()
        _ = language
        self._lines: list[Line] = []
        self._sent = PAGE_LINES
        self._on_change = on_change
        self._on_lost = on_lost
        self.props["longest"] = LONGEST_TEXT
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
        self.on("lost", on_lost, [])

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

    def close_line(self) -> None:
        """Close the line that is open: what was wanted of it is done."""
        self.run_method("close")

    async def _send_more(self, event: events.GenericEventArguments) -> None:
        start, until_s = int(event.args["start"]), float(event.args["until"])
        there = bisect_right(self._lines, until_s, key=lambda line: line.start_s)
        end = max(start, there) + PAGE_LINES
        self._sent = max(self._sent, end)
        # After a jump through hours these are thousands of lines.
        page = await asyncio.to_thread(self._page, start, end)
        if not self.is_deleted:
            self.run_method("append", start, page)

    def _change(self, event: events.GenericEventArguments) -> Any:
        asked = event.args
        number = int(asked["n"])
        # The lines may be others by now; the text tells whether it is still the same one.
        if not 0 <= number < len(self._lines) or self._lines[number].text != asked["was"]:
            return self._on_lost()
        return self._on_change(
            Change(
                kind=str(asked["kind"]),
                line=self._lines[number],
                text=str(asked.get("text", "")),
                before_character=int(asked.get("before", 0)),
            )
        )

    def _page(self, start: int, end: int) -> list[dict[str, object]]:
        page = self._lines[max(start, 0) : end]
        return [line.for_browser(start + number) for number, line in enumerate(page)]
