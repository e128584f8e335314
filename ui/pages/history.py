"""The history: all recordings, newest first."""

from itertools import groupby

from nicegui import background_tasks, ui

from appliance.errors import ApplianceError
from appliance.station.face import RecordingSummary

from ..frame import Place, frame
from ..visit import Visit
from ..widgets.history_entry import HistoryEntry
from ..widgets.nothing import Nothing
from ..widgets.notice_board import NoticeBoard
from ..widgets.touch import TouchButton, Words

PAGE_ROWS = 50
REFRESH_S = 1.0


def history_page(visit: Visit) -> None:
    """Build the page."""
    with frame(visit, Place.HISTORY):
        _HistoryPage(visit)


class _HistoryPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._wanted = PAGE_ROWS
        self._shown: list[str] | None = None
        self._entries: dict[str, HistoryEntry] = {}
        self._is_reading = False
        with ui.element("div").classes("scroll"):
            self._board = NoticeBoard(visit.language)
            self._rows = ui.element("div").style("display: contents")
        visit.watch(self._read, every_s=REFRESH_S)

    def _read(self) -> None:
        # One reading at a time; a slow disk must not pile them up.
        if not self._is_reading:
            self._is_reading = True
            background_tasks.create(self._refresh(), name="read the history")

    async def _refresh(self) -> None:
        try:
            summaries = await self._visit.station.recordings(limit=self._wanted + 1)
        except ApplianceError as error:
            if not self._visit.is_over:
                self._board.failed(error)
            return
        finally:
            self._is_reading = False
        if not self._visit.is_over:
            self._show(summaries)

    def _show(self, summaries: list[RecordingSummary]) -> None:
        ids = [summary.id for summary in summaries]
        if ids != self._shown:
            self._shown = ids
            self._draw(summaries)
            return
        # What stays is told in place: an entry that is replaced under a finger loses the tap.
        for summary in summaries[: self._wanted]:
            self._entries[summary.id].show(summary)

    def _draw(self, summaries: list[RecordingSummary]) -> None:
        _ = self._visit.language
        self._rows.clear()
        self._entries.clear()
        with self._rows:
            if not summaries:
                Nothing(
                    "list",
                    _("No recordings yet"),
                    _("Tap Record, then Start. What was said appears here."),
                )
                return
            shown = summaries[: self._wanted]
            for day, of_day in groupby(shown, key=lambda summary: summary.started.date()):
                with ui.element("h2").classes("day"):
                    Words(_.date(day))
                for summary in of_day:
                    self._entries[summary.id] = HistoryEntry(summary, _)
            if len(summaries) > self._wanted:
                with ui.element("div").classes("more"):
                    TouchButton(_("Show older"), "down", self._show_older)

    def _show_older(self) -> None:
        self._wanted += PAGE_ROWS
        self._shown = None
        self._read()
