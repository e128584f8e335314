"""What capture is asked and what it tells. Positions are samples at 16 kHz of the recording."""

from enum import StrEnum

from pydantic import Field

from appliance.domain.gap import GapCause
from appliance.domain.marker import MarkerKind
from appliance.wire.codec import Message


class CaptureState(StrEnum):
    """What capture does with what it hears."""

    IDLE = "idle"
    RECORDING = "recording"
    PAUSED = "paused"


class MicrophoneState(StrEnum):
    """Whether samples arrive."""

    OPENING = "opening"
    LISTENING = "listening"
    LOST = "lost"
    """It was there and is gone or stalled; capture keeps looking for it."""

    ABSENT = "absent"
    """None was ever found; capture keeps looking."""


class StartRecording(Message, event="start-recording"):
    """Begin a recording; the last seconds before it (pre-roll) are kept too."""

    recording_id: str
    title: str = ""
    preroll_s: float = Field(default=0.0, ge=0)
    """More of it than is configured, where speech began the recording; what is not there is not."""


class PauseRecording(Message, event="pause-recording"):
    """Stop writing until resumed."""


class ResumeRecording(Message, event="resume-recording"):
    """Write again after a pause."""


class StopRecording(Message, event="stop-recording"):
    """Close the running recording; answered once it is whole on disk."""


class AddMarker(Message, event="add-marker"):
    """Mark the present position of the running recording."""

    kind: MarkerKind
    note: str = Field(default="", max_length=500)


class GetCaptureStatus(Message, event="get-capture-status"):
    """Ask for one CaptureStatus. All commands above are answered with one as well."""


class SubscribeCapture(Message, event="subscribe-capture"):
    """Answered with a stream: status ten times a second, audio, and what happens."""

    audio: bool = False


class CaptureStatus(Message, event="capture-status"):
    """All that a screen shows about the microphone and the running recording."""

    state: CaptureState
    recording_id: str | None = None
    recorded_samples: int = 0
    durable_samples: int = 0
    """Known to be on the disk itself, not only in its cache."""

    microphone: str = ""
    """Name a person knows it by; empty if there is none."""

    microphone_state: MicrophoneState = MicrophoneState.OPENING
    virtual: bool = False
    """True for a file or silence instead of a real microphone."""

    problem: str = ""
    """Why there is no microphone, with the next step; empty if all is well."""

    level_dbfs: float = -120.0
    """RMS of the last tenth of a second."""

    peak_dbfs: float = -120.0
    clipped_samples: int = 0
    """At full scale since the process started, recorded or not: whoever warns looks for more."""

    silent_s: float = 0.0
    """How long nothing but zeros or near silence has come in.

    Counted anew when a recording begins or goes on after a pause.
    """

    overflow_count: int = 0
    gap_count: int = 0
    frames_read: int = 0
    """Samples read since the process started: the measure of its liveness."""

    disk_free_bytes: int = 0
    recordable_s: float = 0.0
    """How long the disk lasts at 115 MB an hour, the reserve left out."""

    disk_warning: bool = False


class RecordedAudio(Message, event="recorded-audio"):
    """A piece of the running recording as it was written: 16-bit little-endian mono PCM."""

    recording_id: str
    first_sample: int
    audio: bytes


class AudioLost(Message, event="audio-lost"):
    """This listener was too slow; the missing range is on disk."""

    recording_id: str
    first_sample: int
    sample_count: int


class GapRecorded(Message, event="gap-recorded"):
    """Something was not heard; it is in the journal."""

    recording_id: str
    at_sample: int
    duration_s: float
    cause: GapCause


class MarkerAdded(Message, event="marker-added"):
    """A marker is in the journal."""

    recording_id: str
    at_sample: int
    kind: MarkerKind
    note: str = ""


class RecordingStopped(Message, event="recording-stopped"):
    """A recording is closed and whole on disk."""

    recording_id: str
    total_samples: int
    reason: str
    """``asked``, ``disk-full``, ``shutdown`` or ``interrupted``."""
