"""The list of the history: as long as the library, only what is in sight is there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from nicegui import events, ui

from appliance.domain.audio import to_seconds
from appliance.station.face_search import FoundRecording, Ranges

from ..i18n import Language
from ..wording import length
from .facts import history_facts
from .way_to_history import KEPT

MOST_ROWS = 200
"""Asked for at once."""

Rows = tuple[Sequence[FoundRecording], int]
"""Recordings from a place on, and how many there are in all."""


class HistoryList(ui.element, component="history_list.js"):
    """``read(start, count)`` is asked for rows as they come into sight, from ``first_row`` on.

    The browser keeps in its address what is asked and which row is the first in sight, so that a
    reload, a restart and the way back from a recording bring the same list at the same place.
    """

    def __init__(
        self,
        language: Language,
        read: Callable[[int, int], Awaitable[Rows | None]],
        *,
        first_row: float = 0.0,
        text: str = "",
    ) -> None:
        """``text`` is what is looked for at first, and marked in what is opened from here."""
        super().__init__()
        self._sought = text
        self.props["first"] = first_row
        self.props["kept"] = KEPT
        self._language = language
        self._read = read
        self._generation = 0
        self.on("want", self._want)

    def restart(self, parameters: Mapping[str, str]) -> None:
        """Begin anew at the top: another question was asked, which the address keeps."""
        self._generation += 1
        self._sought = parameters.get("q", "")
        self.run_method("restart", dict(parameters))

    def renew(self) -> None:
        """Read again what is in sight."""
        self.run_method("renew")

    def select(self, chosen: Sequence[str] | None) -> None:
        """Let taps choose, and show these as chosen; with None they open."""
        self.props["selecting"] = chosen is not None
        self.props["chosen"] = list(chosen or ())
        self.update()

    async def _want(self, event: events.GenericEventArguments) -> None:
        start, end = int(event.args["start"]), int(event.args["end"])
        generation = self._generation
        rows = await self._read(max(start, 0), min(max(end - start, 1), MOST_ROWS))
        if rows is None or self.is_deleted or generation != self._generation:
            return
        found, total = rows
        if total != self.props.get("total"):
            self.props["total"] = total
            self.update()
        shown = [row_for_browser(one, self._language, self._sought) for one in found]
        self.run_method("put", start, shown, event.args["asked"])


def row_for_browser(one: FoundRecording, _: Language, text: str) -> dict[str, Any]:
    """Return what the browser shows of a recording in which a text was looked for."""
    summary = one.summary
    match = one.matches[0] if one.matches else None
    place = f"?at={to_seconds(match.start_sample):.1f}&q={quote(text)}" if match else ""
    excerpt = summary.excerpt or _("No words yet")
    return {
        "id": summary.id,
        "href": f"/transcript/{summary.id}{place}",
        "day": _.day(summary.started),
        "clock": _.clock(summary.started),
        "length": length(summary.duration_s, _),
        "name": _parts(summary.title, one.title_ranges) if summary.title else [],
        "excerpt": _parts(match.text, match.ranges) if match else _parts(excerpt, ()),
        "facts": [asdict(fact) for fact in history_facts(summary, _)],
    }


def _parts(text: str, ranges: Ranges) -> list[dict[str, Any]]:
    """Cut a text where what was found begins and ends."""
    parts, done = [], 0
    for start, end in ranges:
        parts += [
            {"text": text[done:start], "found": False},
            {"text": text[start:end], "found": True},
        ]
        done = end
    return [part for part in (*parts, {"text": text[done:], "found": False}) if part["text"]]
