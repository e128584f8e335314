"""One recording: read it, hear it, take it away."""

import asyncio

from nicegui import background_tasks, ui

from appliance.errors import ApplianceError
from appliance.station.face import RecordingSummary, RecordingView, TextState

from ..frame import Place, frame
from ..lines import Line, lines, speaker_count, was_corrected
from ..visit import Visit
from ..widgets.export_dialog import ExportDialog
from ..widgets.facts import Fact, speaker_fact, text_facts
from ..widgets.nothing import Nothing
from ..widgets.playback import Playback
from ..widgets.touch import Sign, TouchButton, Words
from ..wording import VERSIONS, length

REFRESH_S = 2.0


async def transcript_page(visit: Visit, recording_id: str) -> None:
    """Build the page."""
    with frame(visit, Place.HISTORY):
        try:
            view = await visit.station.recording(recording_id)
        except ApplianceError as error:
            _no_page(visit, error)
            return
        found = await asyncio.to_thread(lines, view, visit.language)
        _TranscriptPage(visit, view, found)


class _TranscriptPage:
    def __init__(self, visit: Visit, view: RecordingView, found: list[Line]) -> None:
        self._visit = visit
        self._id = view.summary.id
        self._shown: list[Line] | None = None
        self._summary: RecordingSummary | None = None
        self._is_reading = False
        self._is_raw = False
        _ = visit.language
        with ui.element("div").classes("transcript"):
            with ui.element("div").classes("title"):
                with ui.element("a").classes("tap").props(f"href={Place.HISTORY.value}"):
                    Sign("back")
                    Words(_("Back"))
                with ui.element("div").classes("words"):
                    Words(_heading(view, visit), classes="name").style("display: block")
                    self._facts = ui.element("div").classes("facts")
                self._raw = TouchButton(_("Raw text"), "list", self._change_text)
                export = ExportDialog(visit, self._id)
                TouchButton(_("Export"), "export", export.open, classes="strong")
            self._playback = Playback(_, source=f"/api/recordings/{self._id}/audio")
        self._draw(view, found)
        visit.watch(self._read, every_s=REFRESH_S)

    def _read(self) -> None:
        if not self._is_reading:
            self._is_reading = True
            background_tasks.create(self._refresh(), name=f"read {self._id}")

    async def _refresh(self) -> None:
        station, is_raw = self._visit.station, self._is_raw
        try:
            # The text of four hours takes half a second to read: only when something is new.
            if await station.summary(self._id) == self._summary:
                return
            view = await station.recording(self._id)
            found = await asyncio.to_thread(lines, view, self._visit.language, raw=is_raw)
        except ApplianceError:
            # What is on the screen stays; the next change tries again.
            return
        finally:
            self._is_reading = False
        if self._visit.is_over:
            return
        if is_raw is self._is_raw:
            self._draw(view, found)
        else:  # somebody wanted the other text meanwhile
            self._read()

    def _change_text(self) -> None:
        """Show the text as it was recognised, or as it was corrected afterwards."""
        _ = self._visit.language
        self._is_raw = not self._is_raw
        self._raw.words.set_text(_("Normalised text") if self._is_raw else _("Raw text"))
        self._summary = None
        self._read()

    def _draw(self, view: RecordingView, found: list[Line]) -> None:
        _, summary = self._visit.language, view.summary
        if summary != self._summary:
            self._summary = summary
            self._facts.clear()
            with self._facts:
                Fact("clock", length(summary.duration_s, _))
                if summary.running:
                    Fact("record", _("Recording now"), classes="on-air")
                if view.transcript is not None:
                    Fact("text", _(VERSIONS[view.transcript.kind]))
                text_facts(summary, _)
                speaker_fact(summary, speaker_count(view), _)
            self._raw.set_visibility(was_corrected(view))
        if found != self._shown:
            self._shown = found
            nothing = {
                TextState.WAITING: _("The text comes here by itself."),
                TextState.FAILED: _("No text"),
            }.get(summary.text_state, _("No words were heard."))
            self._playback.show(found, duration_s=summary.duration_s, nothing=nothing)


def _no_page(visit: Visit, error: ApplianceError) -> None:
    _ = visit.language
    what, _hint_for_the_command_line = _.error(error)
    with (
        Nothing("warning", what),
        ui.element("a").classes("tap strong").props(f"href={Place.HISTORY.value}"),
    ):
        Sign("list")
        Words(_("To the history"))


def _heading(view: RecordingView, visit: Visit) -> str:
    _, started = visit.language, view.summary.started
    moment = f"{_.date(started)} {_.clock(started)}"
    return f"{view.summary.title} · {moment}" if view.summary.title else moment
