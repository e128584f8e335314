"""The history: all recordings, newest first."""

from itertools import groupby

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face import RecordingSummary

from ..frame import Place, frame
from ..visit import Visit
from ..widgets.facts import Fact, text_fact
from ..widgets.notice_board import NoticeBoard
from ..widgets.touch import Sign, TouchButton, Words
from ..wording import length

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
        self._shown: list[RecordingSummary] | None = None
        self._is_reading = False
        with ui.element("div").classes("scroll"):
            self._board = NoticeBoard(visit.language)
            self._rows = ui.element("div").style("display: contents")
        visit.watch(self._read, every_s=REFRESH_S)

    def _read(self) -> None:
        # One reading at a time; a slow disk must not pile them up.
        if not self._is_reading:
            self._is_reading = True
            ui.timer(0, self._refresh, once=True)

    async def _refresh(self) -> None:
        try:
            summaries = await self._visit.station.recordings(limit=self._wanted + 1)
        except ApplianceError as error:
            self._board.failed(error)
        else:
            if summaries != self._shown and not self._visit.is_over:
                self._shown = summaries
                self._draw(summaries)
        finally:
            self._is_reading = False

    def _draw(self, summaries: list[RecordingSummary]) -> None:
        _ = self._visit.language
        self._rows.clear()
        with self._rows:
            if not summaries:
                with ui.element("div").classes("nothing"):
                    Sign("list")
                    Words(_("No recordings yet"), classes="what")
                    Words(_("Tap Record, then Start. What was said appears here."))
                return
            shown = summaries[: self._wanted]
            for day, of_day in groupby(shown, key=lambda summary: summary.started.date()):
                with ui.element("h2").classes("day"):
                    Words(_.date(day))
                for summary in of_day:
                    self._row(summary)
            if len(summaries) > self._wanted:
                with ui.element("div").classes("more"):
                    TouchButton(_("Show older"), "down", self._show_older)

    def _row(self, summary: RecordingSummary) -> None:
        _ = self._visit.language
        with ui.element("a").classes("entry").props(f"href=/transcript/{summary.id}"):
            with ui.element("div"):
                Words(_.clock(summary.started), classes="when").style("display: block")
                Words(length(summary.duration_s, _)).style("display: block")
            with ui.element("div"):
                title = summary.title or summary.excerpt or _("No words yet")
                Words(title, classes="excerpt")
                with ui.element("div").classes("facts"):
                    if summary.running:
                        Fact("record", _("Recording now"), classes="on-air")
                    text_fact(summary, _)
                    if summary.marker_count:
                        words = _.plural("{count} marker", "{count} markers", summary.marker_count)
                        Fact("plain", words)
                    if summary.gap_count:
                        words = _.plural("{count} gap", "{count} gaps", summary.gap_count)
                        Fact("gap", words)

    def _show_older(self) -> None:
        self._wanted += PAGE_ROWS
        self._read()
