"""The record page: one big button, the time, the level, the words."""

from nicegui import background_tasks, ui

from appliance.domain.audio import to_seconds
from appliance.errors import ApplianceError
from appliance.station.face import Snapshot

from ..frame import frame
from ..i18n import Language
from ..notice import Notice
from ..notices import notices
from ..page_work import PageWork
from ..place import Place
from ..recogniser import late_words
from ..recording_control import Phase, RecordingControl
from ..visit import Visit
from ..voice_activation import LISTENS
from ..widgets.captions import CaptionsPanel
from ..widgets.level_meter import LevelMeter
from ..widgets.marker_bar import MarkerBar
from ..widgets.notice_board import NoticeBoard, notice_card
from ..widgets.record_button import RecordButton
from ..widgets.reminder import ReminderPlace
from ..widgets.title_line import TitleLine
from ..widgets.touch import Sign, TouchButton, Words, part_touches, set_flag
from ..widgets.welcome_offer import WelcomeOffer
from ..wording import length, position

RUNNING = frozenset({Phase.RECORDING, Phase.PAUSED})


def record_page(visit: Visit, *, offers_welcome: bool = False) -> None:
    """Build the page; a box that is new offers the first steps."""
    with frame(visit, Place.RECORD):
        _RecordPage(visit, offers_welcome=offers_welcome)


class _RecordPage:
    def __init__(self, visit: Visit, *, offers_welcome: bool) -> None:
        self._visit = visit
        self._work = PageWork()
        self._running_id: str | None = None
        self._control = RecordingControl(visit.station, changed=self._draw, failed=self._failed)
        _ = visit.language
        with ui.element("div").classes("record"):
            with ui.element("section").classes("controls") as controls:
                part_touches(controls)  # a palm that rubs over two buttons is one touch
                with ui.element("div").classes("clock"):
                    with (
                        ui.element("div").classes("state-word").props("role=status") as self._state
                    ):
                        self._state_sign = Sign("record")
                        self._state_words = Words()
                    self._elapsed = Words(position(0), classes="elapsed")
                self._button = RecordButton(_, self._tap)
                self._pause = TouchButton(_("Pause"), "pause")
                self._pause.on("click", self._pause_or_resume, [])
                self._meter = LevelMeter(_)
            with ui.element("section").classes("heard"):
                # What comes and goes stands below what is tapped; the words give way to it.
                self._title = TitleLine(visit)
                if offers_welcome:
                    WelcomeOffer(_)
                ReminderPlace(visit, tells_end=False)
                self._board = NoticeBoard(
                    _, on_read=visit.station.notice_read, on_load=self._load_model
                )
                self._captions = CaptionsPanel(_)
                self._markers = MarkerBar(_, self._control.mark)
        visit.watch(self._draw)

    def _draw(self) -> None:
        if self._visit.is_over:
            return
        snapshot, phase = self._visit.station.snapshot(), self._control.phase
        _, capture = self._visit.language, snapshot.capture
        is_running, is_paused = phase in RUNNING, phase is Phase.PAUSED
        is_late = snapshot.capture_is_late
        self._notice_end(snapshot, phase)
        self._board.show(notices(snapshot, _))
        listens = phase is Phase.IDLE and snapshot.voice_activation.state in LISTENS
        sign = "wait" if is_late else "pause" if is_paused else "record"
        self._state_sign.show("microphone" if listens and not is_late else sign)
        self._state_sign.set_visibility(is_running or is_late or listens)
        words = _("Listening") if listens else _state_words(phase, _)
        self._state_words.set_text(_("Not up to date") if is_late else words)
        on_air = is_running and not is_paused and not is_late
        self._state.classes(replace=f"state-word {'on-air' if on_air else ''}")
        # Without a recorder nothing newer is known than what stands there.
        set_flag(self._elapsed, "data-stale", on=is_late or capture is None)
        if capture is not None:
            recorded_s = to_seconds(capture.recorded_samples)
            self._elapsed.set_text(position(0 if phase is Phase.IDLE else recorded_s))
        can_hear = capture is not None and capture.microphone_state == "listening"
        self._button.show(phase, can_hear=can_hear, asks=self._control.asks_to_stop)
        self._pause.enable(enabled=is_running)
        self._pause.sign.show("record" if is_paused else "pause")
        self._pause.words.set_text(_("Go on recording") if is_paused else _("Pause"))
        self._meter.show(snapshot)
        self._title.show(snapshot)
        self._captions.show(snapshot.captions, late=late_words(snapshot, _))
        self._markers.show(snapshot.markers, is_running=is_running)

    def _notice_end(self, snapshot: Snapshot, phase: Phase) -> None:
        capture = snapshot.capture
        if capture is None or phase is Phase.SAVING:
            return
        ended = self._running_id
        self._running_id = capture.recording_id if capture.state != "idle" else None
        if self._running_id is not None:
            if ended != self._running_id:
                self._board.saved.clear()
        elif ended is not None:
            self._work.begin(self._show_saved(ended), name=f"saved {ended}")

    async def _show_saved(self, recording_id: str) -> None:
        _ = self._visit.language
        try:
            view = await self._visit.station.recording(recording_id)
        except ApplianceError as error:
            self._failed(error)
            return
        what = _("Saved: {length}.", length=length(view.summary.duration_s, _))
        reason = _end_words(view.recording.stop_reason, _)
        self._board.saved.clear()
        saved = Notice(sign="check", what=what, next_step=reason)
        way = f"href=/transcript/{recording_id}"
        with (
            self._board.saved,
            notice_card(saved),
            ui.element("a").classes("tap strong").props(way),
        ):
            Sign("text")
            Words(_("Open the text"))

    async def _tap(self) -> None:
        self._board.forget_failures()
        # The tap counts even if the page is closed before the station has answered.
        background_tasks.create(self._control.tap(), name="tap on the record button")

    def _load_model(self) -> None:
        self._board.forget_failures()
        # Of the whole box, not of this page: who has tapped it and left wants it loaded.
        background_tasks.create(self._loaded(), name="load the model")

    async def _loaded(self) -> None:
        try:
            await self._visit.station.reload_recogniser()
        except ApplianceError as error:
            self._failed(error)

    async def _pause_or_resume(self) -> None:
        self._board.forget_failures()
        await self._control.pause_or_resume()

    def _failed(self, error: ApplianceError) -> None:
        if not self._visit.is_over:
            self._board.failed(error)


def _state_words(phase: Phase, _: Language) -> str:
    return {
        Phase.AWAY: _("One moment"),
        Phase.IDLE: _("Ready"),
        Phase.STARTING: _("Starting"),
        Phase.RECORDING: _("Recording"),
        Phase.PAUSED: _("Paused"),
        Phase.SAVING: _("Saving"),
    }[phase]


def _end_words(stop_reason: str, _: Language) -> str:
    match stop_reason:
        case "disk-full":
            return _("The disk was full; everything up to then is kept.")
        case "interrupted" | "shutdown":
            return _("It was interrupted; everything up to then is kept.")
        case _other:
            return ""
