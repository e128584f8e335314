"""A recording to read and to correct: lines that play from the word that is tapped."""

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nicegui import events, ui

from appliance.domain.editing import LONGEST_TEXT
from appliance.domain.transcript import Segment

from ..i18n import Language
from ..lines import Line
from .drafts import Dropped
from .moments import MOMENTS
from .touch import apart_ms

CORRECTING: Final = {"tingxia-correcting": "../static/correcting"}
"""The folder of it by its name in the browser."""

PAGE_LINES = 200
"""So many lines go to the browser at once; more when it comes near their end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants of a line; the line may be another one by now."""

    number: int
    """The browser's, for the answer."""

    kind: str
    """text, split, join, speaker or remove; note of a marker."""

    start_s: float
    was: str
    """Where the line begins and what stands in it, as the browser knows it."""

    text: str | None = None
    """What was written in it, if that is another text: the rest is wanted of that."""

    before_character: int = 0
    """Of a split: where the second half begins."""

    @classmethod
    def told(cls, args: Mapping[str, Any]) -> "Wish":
        """Read what the browser tells."""
        text = args.get("text")
        return cls(
            number=int(args["id"]),
            kind=str(args["kind"]),
            start_s=float(args["start"]),
            was=str(args["was"]),
            text=None if text is None else str(text).strip(),
            before_character=int(args.get("before", 0)),
        )


class TextLines(ui.element, component="text_lines.js", esm={**MOMENTS, **CORRECTING}):
    """Lines of one recording; a Player on the same page plays them."""

    def __init__(
        self,
        language: Language,
        on_wish: Callable[[Wish], Awaitable[None]],
        *,
        on_begin: Callable[[], Any],
        on_undo: Callable[[], Any],
        on_undoable: Callable[[bool], Any],
        on_left: Callable[[], Any],
        on_unsure: Callable[[], Any],
        on_drop: Callable[[Dropped], Any],
    ) -> None:
        """``on_begin`` hears that somebody wants to go on with what was typed before.

        ``on_undo`` and ``on_left`` hear that what is open was kept once ``undo`` or ``leave`` was
        called, ``on_undoable`` whether there is something that ``undo`` would have kept first.
        ``on_unsure`` hears that a change was wanted as the former page went, and cannot be seen
        here: it wants the lines shown again. ``on_drop`` hears what somebody typed and does not
        want, as ``forget`` and ``put_back`` take it.
        """
        super().__init__()
        _ = language
        self._lines: list[Line] = []
        self._sent = PAGE_LINES
        self._kept: dict[tuple[float, str], str] = {}
        """By start and former text: what was kept in a line, which the browser may not know yet."""

        self._wishes = 0
        """So many are being done, or wait for those before them."""

        self._on_wish = on_wish
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
            "other": _("Another text stands here now:"),
            "left": _("Typed, but not kept:"),
            "takeUp": _("Go on writing"),
            "drop": _("Drop"),
        }
        self.on("more", self._send_more)
        self.on("change", self._wish)
        self.on("begin", on_begin, [])
        self.on("undo", on_undo, [])
        self.on("undoable", lambda event: on_undoable(bool(event.args)))
        self.on("left", on_left, [])
        self.on("unsure", on_unsure, [])
        self.on("drop", lambda event: on_drop(event.args))

    def show(self, lines: Sequence[Line], *, nothing: str, is_best: bool = True) -> None:
        """Show these lines; what was read and heard so far stays where it is.

        ``is_best`` says that they are those that are corrected, not another version of the text.
        """
        if self._lines:
            # As far as the browser has them and one more, however many these are now: what is said
            # at the last of those moments is known then, and a field that is open there stays.
            until_s = self._lines[min(self._sent, len(self._lines)) - 1].start_s
            self._sent = max(self._sent, bisect_right(lines, until_s, key=_start_s) + 1)
        self._lines = list(lines)
        self._forget_kept()
        self.props["nothing"] = nothing
        self.props["best"] = is_best
        self.props["total"] = len(lines)
        self.props["first"] = self._page(0, self._sent)
        self.update()

    def edit(self, *, on: bool) -> None:
        """Let a tap open a line for correction, or play it again."""
        self.props["editing"] = on
        self.update()

    def forget(self, dropped: Dropped) -> None:
        """Have the browser forget it."""
        self.run_method("forget", dropped["draft"])

    def go_to(self, start_s: float) -> None:
        """Show the line that begins there; what plays goes there too."""
        self.run_method("goTo", start_s)

    def leave(self) -> None:
        """Have what is written kept, then tell ``on_left``; not if it is refused."""
        self.run_method("leave")

    def undo(self) -> None:
        """Have what is written kept, then tell ``on_undo``; not if it is refused."""
        self.run_method("undo")

    def find(self, wish: Wish) -> Line | None:
        """Return the line that is meant, as it is now; None if it is another one by now."""
        known = {wish.was, self._kept.get((wish.start_s, wish.was))}
        first = bisect_left(self._lines, wish.start_s, key=_start_s)
        for line in self._lines[first:]:
            if line.start_s != wish.start_s:
                break
            if line.text in known:
                return line
        return None

    def keep(self, line: Line, wish: Wish, segment: Segment) -> None:
        """Take what was written in a line for its text, until the lines come again."""
        self._kept[wish.start_s, wish.was] = segment.text
        if line in self._lines:  # else they have come already
            kept = replace(line, text=segment.text, segment=segment)
            number = self._lines.index(line)
            self._lines[number] = kept
            # Whatever is told of next tells the lines again; the browser knows as much itself.
            first = list(self.props["first"])
            if number < len(first):
                first[number] = {**first[number], "text": kept.text, "starts": (), "found": ()}
                with self.props.suspend_updates():
                    self.props["first"] = first

    def close_line(self, wish: Wish) -> None:
        """Close its line if it is open as it was then: what was wanted is done."""
        self.run_method("done", wish.number)

    async def _send_more(self, event: events.GenericEventArguments) -> None:
        start, until_s = int(event.args["start"]), float(event.args["until"])
        there = bisect_right(self._lines, until_s, key=_start_s)
        end = max(start, there) + PAGE_LINES
        self._sent = max(self._sent, end)
        # After a jump through hours these are thousands of lines.
        page = await asyncio.to_thread(self._page, start, end)
        if self.is_deleted:
            return
        if start == len(self.props["first"]):
            # Whatever is told of next, such as that somebody corrects, tells the lines again.
            with self.props.suspend_updates():
                self.props["first"] = [*self.props["first"], *page]
        self.run_method("append", start, page)

    async def _wish(self, event: events.GenericEventArguments) -> None:
        wish = Wish.told(event.args)
        self._wishes += 1
        try:
            await self._on_wish(wish)
        finally:
            self._wishes -= 1
            self.run_method("answered", wish.number)

    def _forget_kept(self) -> None:
        # Where it was taken back, nothing is meant for it any more, also if it comes again.
        if self._kept and not self._wishes:
            there = {(line.start_s, line.text) for line in self._lines}
            self._kept = {
                (start_s, was): text
                for (start_s, was), text in self._kept.items()
                if (start_s, text) in there
            }

    def _page(self, start: int, end: int) -> list[dict[str, object]]:
        page = self._lines[max(start, 0) : end]
        return [line.for_browser(start + number) for number, line in enumerate(page)]


def _start_s(line: Line) -> float:
    return line.start_s
