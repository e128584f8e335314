"""One recording: see it, read it, hear it, correct it, take it away."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from nicegui import context, ui

from appliance.domain.audio import to_seconds
from appliance.errors import ApplianceError
from appliance.station.face import RecordingSummary, RecordingView, TextState

from ..filling import Filling
from ..frame import frame
from ..i18n import Language
from ..lines import Line, lines, marked, speakers
from ..page_work import PageWork
from ..place import Place
from ..reading import Reading
from ..visit import Visit
from ..widgets.correction import Correction
from ..widgets.drafts import FORGET_DRAFTS
from ..widgets.export_dialog import ExportDialog
from ..widgets.facts import Fact, FactWords, speaker_facts, text_facts
from ..widgets.found_bar import FoundBar
from ..widgets.nothing import Nothing
from ..widgets.player import Player
from ..widgets.recording_dialog import RecordingDialog
from ..widgets.replay_dialog import ReplayDialog
from ..widgets.text_dialog import Shown, TextDialog
from ..widgets.touch import TouchButton, Words
from ..widgets.trash_notice import TrashNotice
from ..widgets.unread_text import UnreadText
from ..widgets.waveform import Waveform
from ..widgets.way_to_history import WayToHistory, go_to_history
from ..wording import VERSIONS, length

REFRESH_S = 0.5

PAUSES = 10.0
"""A text that is being made is not read anew for so many times as long as it took to read it."""

LONGEST_PAUSE_S = 10.0
"""Where it took long because the library was busy; one of hours takes half a second."""


FORGET_SEARCH = """
const here = new URL(location.href);
here.searchParams.delete("q");
history.replaceState(history.state, "", here);
"""
"""Has the browser forget what was looked for, also when the page is loaded again."""


async def transcript_page(visit: Visit, recording_id: str, *, at_s: float, sought: str) -> None:
    """Build the page; it begins at ``at_s``, and what was looked for in the history is marked.

    The text of many hours takes a while to read: the browser has the page meanwhile.
    """
    _ = visit.language

    async def read() -> Callable[[], object]:
        try:
            view = await visit.station.recording(recording_id)
        except ApplianceError as error:
            if error.code != "unknown-recording":
                raise  # such as a library that is busy: it can be tried again
            return partial(_no_page, visit, error)
        found = await asyncio.to_thread(lines, view, _)
        found = await marked(found, sought, visit.station.search)
        return partial(_TranscriptPage, visit, view, found, at_s, sought)

    with frame(visit, Place.HISTORY):
        place = ui.element("div").style("display: contents")
    await Filling(visit, place, _("Reading the text")).fill(read)


class _TranscriptPage:
    def __init__(
        self, visit: Visit, view: RecordingView, found: list[Line], at_s: float, sought: str
    ) -> None:
        self._visit = visit
        self._id = view.summary.id
        self._view = view
        self._sought = sought
        self._lines: list[Line] | None = None
        self._summary: RecordingSummary | None = None
        self._question = 0
        self._pause_until_s = 0.0
        self._shown = Shown()
        self._build(at_s)
        self._draw(view, found)
        visit.watch(self._read, every_s=REFRESH_S)

    def _build(self, at_s: float) -> None:
        self._place = context.slot.parent
        # An export goes on and says how it ended, whatever becomes of the recording.
        self._export = ExportDialog(self._visit)
        with ui.element("div").style("display: contents") as self._all:
            self._build_sheets()
            with ui.element("div").classes("transcript"):
                self._build_page(at_s)

    def _build_sheets(self) -> None:
        visit, _ = self._visit, self._visit.language
        self._text_dialog = TextDialog(_, self._show_text, on_replay=self._replay)
        self._replay_dialog = ReplayDialog(visit, self._make_again)
        self._correction = Correction(
            visit,
            self._id,
            view=lambda: self._view,
            on_change=self._read_again,
            on_begin=self._edit_begins,
            on_end=self._edit_ended,
        )
        self._recording_dialog = RecordingDialog(
            visit,
            on_speakers=self._correction.ask_names,
            again=self._make_again,
            on_deleted=go_to_history,
        )

    def _build_page(self, at_s: float) -> None:
        _ = self._visit.language
        with ui.element("div"):
            self._build_title()
            self._trash = TrashNotice(self._visit, self._id)
            self._reading = Reading(
                PageWork(),
                self._read_once,
                on_gone=self._show_gone,
                on_failed=UnreadText(_).tell,
                name=f"read {self._id}",
            )
        self._found_bar = FoundBar(
            _, self._sought, at_s, on_go=self._go_to, on_end=self._end_search
        )
        self._found_bar.set_visibility(bool(self._sought))
        self._waveform = Waveform(_, recording_id=self._id)
        self._text = self._correction.place_lines()
        self._player = Player(
            _,
            recording_id=self._id,
            begin_s=at_s,
            is_here=bool(self._view.recording.segments),
            keeps_place=True,
        )

    def _build_title(self) -> None:
        _ = self._visit.language
        with ui.element("div").classes("title"):
            WayToHistory(_("Back"), "back")
            with ui.element("div").classes("words"):
                self._heading = Words(classes="name")
                self._facts = ui.element("div").classes("facts")
            with ui.element("div").classes("deeds") as self._deeds:
                TouchButton(_("Text"), "text", self._choose_text)
                TouchButton(_("Correct"), "edit", self._correction.begin)
                self._details = TouchButton(_("Details"), "more", self._open_recording)
                TouchButton(_("Export"), "export", self._open_export, classes="strong")
            self._correction.place_deeds()

    def _read(self) -> None:
        if not self._all.is_deleted:
            self._reading.ask()

    async def _read_once(self) -> None:
        station, shown, question = self._visit.station, self._shown, self._question
        # The text of four hours takes half a second to read: only when something is new, and not
        # for every piece of one that is being made, be it the text that is shown or a better one.
        summary = await station.summary(self._id)
        if summary == self._summary:
            return
        begun_s = time.monotonic()
        pause_s = self._pause_until_s - begun_s
        if pause_s > 0 and self._summary is not None and _is_growing(summary, self._summary):
            self._reading.ask_in(pause_s)
            return
        view = await station.recording(self._id, shown.version)
        found = await asyncio.to_thread(lines, view, self._visit.language, raw=shown.is_raw)
        found = await marked(found, self._sought, station.search)
        ended_s = time.monotonic()
        self._pause_until_s = ended_s + min(PAUSES * (ended_s - begun_s), LONGEST_PAUSE_S)
        # Somebody may have wanted another text meanwhile, or changed this one.
        if question == self._question and not self._visit.is_over:
            self._draw(view, found)

    def _show_gone(self) -> None:
        """Show nothing of what is there no more."""
        if self._visit.is_over or self._all.is_deleted:
            return
        _ = self._visit.language
        self._all.delete()
        with self._place:
            _gone(self._visit, "trash", _("This recording was removed for good."))

    def _read_again(self) -> None:
        self._question += 1
        self._summary = self._lines = None
        self._read()

    def _draw(self, view: RecordingView, found: list[Line]) -> None:
        _, summary = self._visit.language, view.summary
        self._view = view
        if summary != self._summary:
            self._summary = summary
            self._heading.set_text(summary.title or _moment(summary, self._visit.language))
            self._trash.show(is_trashed=summary.trashed is not None)
            # Nothing there is for what lies in the trash, least of all to delete it.
            self._details.set_visibility(summary.trashed is None)
            self._draw_facts(view)
        self._waveform.show(
            duration_s=summary.duration_s,
            regions=[(line.start_s, line.end_s) for line in found if line.segment is not None],
            marks_s=[to_seconds(marker.at_sample) for marker in view.recording.markers],
            gaps_s=[to_seconds(gap.at_sample) for gap in view.recording.gaps],
        )
        self._player.show(summary.duration_s)
        if found != self._lines:
            self._lines = found
            nothing = {
                TextState.WAITING: _("The text comes here by itself."),
                TextState.FAILED: _("No text"),
            }.get(summary.text_state, _("No words were heard."))
            self._found_bar.show(found)
            self._text.show(found, nothing=nothing, is_best=self._shown == Shown())

    def _draw_facts(self, view: RecordingView) -> None:
        self._facts.clear()
        with self._facts:
            for fact in self._all_facts(view):
                Fact(fact)

    def _all_facts(self, view: RecordingView) -> Iterator[FactWords]:
        _, summary = self._visit.language, view.summary
        lasted = length(summary.duration_s, _)
        if summary.title:
            lasted = f"{_moment(summary, _)} · {lasted}"
        yield FactWords(sign="clock", words=lasted)
        if summary.running:
            yield FactWords(sign="record", words=_("Recording now"), classes="on-air")
        if view.transcript is not None:
            yield FactWords(sign="text", words=_(VERSIONS[view.transcript.kind]))
        if self._shown.is_raw:
            yield FactWords(sign="information", words=_("As it was recognised"))
        yield from text_facts(summary, _)
        yield from speaker_facts(summary, len(speakers(view)), _)
        if summary.hold:
            yield FactWords(sign="lock", words=_("Never deleted"))
        for tag in summary.tags:
            yield FactWords(sign="tag", words=tag)

    def _go_to(self, start_s: float) -> None:
        self._text.go_to(start_s)

    def _end_search(self) -> None:
        self._sought = ""
        self._found_bar.set_visibility(False)
        ui.run_javascript(FORGET_SEARCH)
        self._read_again()

    def _open_export(self) -> None:
        self._export.open([self._id])

    def _choose_text(self) -> None:
        self._text_dialog.open(self._view)

    def _replay(self) -> None:
        self._replay_dialog.open(self._view)

    async def _make_again(self) -> bool:
        _ = self._visit.language
        try:
            await self._visit.station.retranscribe(self._id)
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return False
        finally:
            self._read_again()
        self._visit.toast.done(_("The text is being made again. The present one stays."))
        return True

    def _show_text(self, shown: Shown) -> None:
        self._shown = shown
        self._read_again()

    def _open_recording(self) -> None:
        self._recording_dialog.open(self._view.summary, has_speakers=bool(speakers(self._view)))

    def _edit_begins(self) -> None:
        # What is corrected is the best text, as it is exported.
        self._shown = Shown()
        self._deeds.set_visibility(False)
        self._read_again()

    def _edit_ended(self) -> None:
        self._deeds.set_visibility(True)


def _no_page(visit: Visit, error: ApplianceError) -> None:
    what, _hint_for_the_command_line = visit.language.error(error)
    _gone(visit, "warning", what)


def _gone(visit: Visit, sign: str, what: str) -> None:
    # What was typed belongs to the recording, and goes with it.
    ui.run_javascript(FORGET_DRAFTS)
    _ = visit.language
    with Nothing(sign, what):
        WayToHistory(_("To the history"), "list").classes("strong")


def _is_growing(now: RecordingSummary, before: RecordingSummary) -> bool:
    """Return whether the text is being made, and nothing else is new."""
    is_being_made = now.text_state in {TextState.WAITING, TextState.REFINING}
    return is_being_made and now == replace(
        before,
        revision=now.revision,
        text_done_s=now.text_done_s,
        duration_s=now.duration_s,
        excerpt=now.excerpt,
    )


def _moment(summary: RecordingSummary, _: Language) -> str:
    return f"{_.date(summary.started)} {_.clock(summary.started)}"
