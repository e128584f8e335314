"""What the screen, the HTTP API and the command line may ask of the station.

The station is one object with this interface. All methods are called on the station's event
loop; none of them blocks it. Errors a person can act upon are ApplianceErrors.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from appliance.domain.export_choice import ExportChoice
from appliance.domain.list_order import ListOrder
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.overload import CaptionsLevel
from appliance.domain.recording import Recording
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Transcript, TranscriptKind
from appliance.export.options import ExportOptions, Format
from appliance.export.progress import ExportProgress, ExportStep, WithoutAudio
from appliance.station.face_backup import Backup
from appliance.station.face_clock import BoxClockFace
from appliance.station.face_files import Files
from appliance.station.face_lexicon import LexiconFace
from appliance.station.face_licences import Licences
from appliance.station.face_lock import LockFace
from appliance.station.face_power import Power
from appliance.station.face_reminders import Reminders
from appliance.station.face_settings import SettingsFace
from appliance.station.face_shelf import Shelf
from appliance.station.face_speech import Speech
from appliance.station.face_sticks import Sticks
from appliance.station.face_voice_activation import NOT_CHOSEN, VoiceActivationView
from appliance.wire.capture import CaptureStatus
from appliance.wire.inference import InferenceStatus
from appliance.wire.supervision import HardwareStatus, Volume

if TYPE_CHECKING:
    from appliance.station.face_doctor import Doctor
    from appliance.station.face_search import Search

__all__ = [
    "Caption",
    "Captions",
    "CaptionsLevel",
    "ExportChoice",
    "ExportOptions",
    "ExportProgress",
    "ExportStep",
    "Format",
    "RecordingSummary",
    "RecordingView",
    "Snapshot",
    "SpeakerState",
    "Station",
    "TextState",
    "Volume",
    "WithoutAudio",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """An utterance on the live screen; times in seconds of the recording."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """Live captions of the running or just finished recording."""

    recording_id: str | None = None
    finals: tuple[Caption, ...] = ()
    stable_text: str = ""
    """Beginning of the open utterance on which two partials agreed."""

    tentative_text: str = ""
    """The rest of the open utterance; may still change."""

    behind_s: float = 0.0
    """How far the words are behind the recording; 0 while they are as new as they can be."""

    quiet_s: float = 0.0
    """Up to where the text has come, so long nobody has said a word."""

    level: CaptionsLevel = CaptionsLevel.FULL
    """What overload has left of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything the Record page shows. None means that process is not there at the moment."""

    capture: CaptureStatus | None = None
    inference: InferenceStatus | None = None
    hardware: HardwareStatus | None = None
    captions: Captions = Captions()
    markers: tuple[Marker, ...] = ()
    """Of the running recording."""

    title: str = ""
    """Of the running recording; of the next one while none runs."""

    capture_is_late: bool = False
    """``capture`` was told more than a second ago."""

    library_notice: str = ""
    """What happened to the library at the start, until somebody has read it."""

    voice_activation: VoiceActivationView = NOT_CHOSEN
    """Whether recordings begin by themselves."""

    deeds_noted: int = 0
    """Another number once there is more in the audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingSummary:
    """A line of the history."""

    id: str
    title: str
    started: datetime
    duration_s: float
    running: bool
    text_state: TextState
    text_done_s: float
    """How much of the audio is recognised."""

    excerpt: str
    gap_count: int
    """Where audio was lost; a pause is none, for somebody wanted it."""

    marker_count: int
    problem: str = ""
    """Why the text failed, or what is missing in it."""

    speaker_state: SpeakerState = SpeakerState.NONE
    speaker_problem: str = ""
    """Why the speakers could not be told apart."""

    tags: tuple[str, ...] = ()
    speaker_names: Mapping[int, str] = field(default_factory=dict)
    hold: bool = False
    trashed: str | None = None
    """Since when it lies in the trash, ISO 8601 UTC."""

    revision: int = 0
    """Another number once its text, or what people said of it, is another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingView:
    """A recording with a version of its text, if not asked otherwise the best."""

    summary: RecordingSummary
    recording: Recording
    transcript: Transcript | None
    versions: tuple[TranscriptKind, ...] = ()
    """All that there are."""


class Station(Protocol):
    """See the module."""

    @property
    def sticks(self) -> Sticks:
        """What may be asked about sticks."""
        ...

    @property
    def files(self) -> Files:
        """The queue of files."""
        ...

    @property
    def doctor(self) -> "Doctor":
        """Examines the box."""
        ...

    @property
    def search(self) -> "Search":
        """Finds recordings."""
        ...

    @property
    def speech(self) -> Speech:
        """Where there is speech in recordings."""
        ...

    @property
    def lexicon(self) -> LexiconFace:
        """What today's hot words make of recordings."""
        ...

    @property
    def shelf(self) -> Shelf:
        """What may be done to recordings that were made."""
        ...

    @property
    def settings(self) -> SettingsFace:
        """What the screen may change of the box."""
        ...

    @property
    def lock(self) -> LockFace:
        """The PIN and what it guards."""
        ...

    @property
    def power(self) -> Power:
        """Switches the machine off and on again."""
        ...

    @property
    def clock(self) -> BoxClockFace:
        """Sets the clock of the box."""
        ...

    @property
    def backup(self) -> Backup:
        """Copies the library to a stick."""
        ...

    @property
    def reminders(self) -> Reminders:
        """What somebody should be reminded of while a recording runs."""
        ...

    @property
    def licences(self) -> Licences:
        """Knows under which licences everything is."""
        ...

    @property
    def export_recipient(self) -> str:
        """The public key of age to which every export is encrypted; empty if none is."""
        ...

    def snapshot(self) -> Snapshot:
        """Return the present state; cheap, may be called at every redraw."""
        ...

    def on_change(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call ``callback`` when a snapshot would differ; returns the function that ends it."""
        ...

    async def start_recording(self, title: str = "") -> str:
        """Begin a recording and return its id; without a title it is called as was said before.

        If one runs that began by speech, that one is taken over and goes on until somebody stops
        it. Raises when capture refuses or is away.
        """
        ...

    async def pause_recording(self) -> None:
        """Pause the running recording."""
        ...

    async def resume_recording(self) -> None:
        """Resume the paused recording."""
        ...

    async def stop_recording(self) -> None:
        """Stop the running recording; returns when its audio is whole on disk."""
        ...

    async def add_marker(self, kind: MarkerKind, note: str = "") -> None:
        """Mark the present moment of the running recording."""
        ...

    async def entitle(self, title: str, recording_id: str | None = None) -> str | None:
        """Call a recording something: by default the running one, or the next if none runs.

        Returns which one it was; None is the next. Never touches the recording itself. Raises
        UsageError for a title that is too long, UnknownRecordingError, StationError.
        """
        ...

    async def recordings(
        self, *, limit: int = 100, before: str | None = None, order: ListOrder = ListOrder.NEWEST
    ) -> list[RecordingSummary]:
        """List recordings; ``before`` is the last id of the previous page.

        Raises UnknownRecordingError if that one is gone and its place in the order with it.
        """
        ...

    async def summary(self, recording_id: str) -> RecordingSummary:
        """Return one line of the history; cheap however long the text, so it may be polled.

        Raises UnknownRecordingError.
        """
        ...

    async def recording(
        self, recording_id: str, version: TranscriptKind | None = None
    ) -> RecordingView:
        """Return one recording with a whole version of its text, by default the best.

        Raises UnknownRecordingError.
        """
        ...

    async def retranscribe(self, recording_id: str) -> None:
        """Have the second pass made again with the model now in use.

        The present text stays until the new one is complete. Raises UnknownRecordingError,
        StationError while the recording runs or its text is just being made.
        """
        ...

    async def reload_recogniser(self) -> InferenceStatus:
        """Have inference read models and lexicons again; returns when it did.

        Raises RemoteError, StationError.
        """
        ...

    async def unload_recogniser(self) -> InferenceStatus:
        """Have inference give the memory of its model back.

        Raises RemoteError while something is being recognised, StationError.
        """
        ...

    async def transcribe(self, file: Path, *, title: str = "") -> str:
        """Take a file into the library and queue it; returns the new recording's id.

        Raises UnreadableAudioError with the reason.
        """
        ...

    def notice_read(self) -> None:
        """Tell the library's notice no longer; somebody has read it."""
        ...

    def volumes(self) -> tuple[Volume, ...]:
        """Return mounted removable volumes that can be written."""
        ...

    async def export_count(self, which: ExportChoice) -> int:
        """Count what an export would take now. Raises UsageError, ExportError.

        What is new is found by reading every text.
        """
        ...

    def export(
        self,
        which: Sequence[str] | ExportChoice,
        target: Path,
        options: ExportOptions | None = None,
    ) -> AsyncGenerator[ExportProgress, None]:
        """Write recordings below ``target`` and verify them, by default as TXT, SRT and JSON.

        ``which`` are ids, or all, or those that are new since the last export; if nothing is new,
        DONE comes at once and names no file. What an interrupted export left there, whole, is
        kept. Close the generator when leaving early: what was begun is then removed before it
        returns. Raises ExportError; then nothing is called done and the originals are untouched.
        """
        ...
