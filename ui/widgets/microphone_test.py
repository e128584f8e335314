"""Whether the microphone hears a person: its name, a live level, a verdict."""

from nicegui import ui

from appliance.station.face import Snapshot

from ..notice import Notice
from ..visit import Visit
from .level_meter import LevelMeter
from .notice_board import notice_card

VOICE_DBFS = -42.0
"""A voice at arm's length is louder, a quiet room is not."""

VOICE_LOOKS = 5
"""So often it must be that loud; one knock on the table is no voice."""


class MicrophoneTest(ui.element):
    """Once it heard somebody, it says so until the microphone is gone or another one is heard."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        self._visit = visit
        self.loud_looks = 0
        """How often a voice was heard."""

        self._frames = -1
        self._listens_to = ""
        self._shown: Notice | None = None
        self.classes("microphone-test")
        with self:
            self._meter = LevelMeter(visit.language)
            self._verdict = ui.element("div").props("role=status")
        self.draw()

    @property
    def heard_by(self) -> str:
        """The microphone by which somebody was heard; empty if nobody was by this one."""
        capture = self._visit.station.snapshot().capture
        is_real = capture is not None and not capture.virtual
        return self._listens_to if is_real and self.loud_looks >= VOICE_LOOKS else ""

    def draw(self) -> None:
        """Look at the level; called at every change."""
        snapshot = self._visit.station.snapshot()
        self._meter.show(snapshot)
        self._listen(snapshot)
        notice = self._notice(snapshot)
        if notice != self._shown:
            self._shown = notice
            self._verdict.clear()
            with self._verdict:
                notice_card(notice)

    def _listen(self, snapshot: Snapshot) -> None:
        capture = snapshot.capture
        if capture is None or capture.microphone_state != "listening":
            self.loud_looks = 0
        elif capture.microphone != self._listens_to:
            self._listens_to, self.loud_looks = capture.microphone, 0
        elif capture.frames_read != self._frames:
            self._frames = capture.frames_read
            self.loud_looks += capture.level_dbfs > VOICE_DBFS

    def _notice(self, snapshot: Snapshot) -> Notice:
        _, capture = self._visit.language, snapshot.capture
        if capture is None:
            wait = _("It comes by itself.")
            return Notice(sign="wait", what=_("Recorder is starting again"), next_step=wait)
        match capture.microphone_state.value:
            case "opening":
                wait = _("One moment")
                return Notice(sign="wait", what=_("Microphone is being opened"), next_step=wait)
            case "listening" if capture.virtual:
                return Notice(
                    sign="information",
                    what=_(
                        "This is not a real microphone: {name}.", name=_.told(capture.microphone)
                    ),
                    next_step=_(
                        "What is said in the room is not recorded. Connect a microphone; if it is"
                        " not used at once, choose it under Settings."
                    ),
                )
            case "listening" if self.loud_looks >= VOICE_LOOKS:
                return Notice(
                    sign="check", what=_("Heard you."), next_step=_("The microphone works.")
                )
            case "listening":
                near = _("If nothing moves: is it switched on, and not muted?")
                return Notice(sign="microphone", what=_("Listening …"), next_step=near)
            case _gone:
                problem = _.told(capture.problem) or _("Connect one; it is used at once.")
                return Notice(
                    sign="no-microphone",
                    what=_("No microphone"),
                    next_step=problem,
                    is_alarm=True,
                )
