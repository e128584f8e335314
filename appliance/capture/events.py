"""What reaches the recorder: audio, news of the microphone, commands, finished flushes."""

from concurrent.futures import Future
from dataclasses import dataclass

from appliance.capture.sources import Heard, SourceInfo
from appliance.domain.gap import GapCause
from appliance.recordings.flush import Flush
from appliance.wire import Message
from appliance.wire.capture import CaptureStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneOpened:
    """Pieces come from this one now."""

    info: SourceInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneLost:
    """No more pieces come until one is opened again."""

    cause: GapCause
    since_ns: int
    """End of the last piece."""

    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneMissing:
    """An attempt to open one failed; the next follows."""

    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioDropped:
    """The recorder was too slow for so many samples."""

    samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something asked through the socket; ``done`` gets the answer or an ApplianceError."""

    message: Message
    done: "Future[CaptureStatus]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flushed:
    """The disk has been waited for."""

    flushes: tuple[Flush, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """The process ends: close what runs, or leave it open for the next process."""

    keeps_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """The process is to end once nothing is being recorded; it is started anew then."""


Event = (
    Heard
    | MicrophoneOpened
    | MicrophoneLost
    | MicrophoneMissing
    | AudioDropped
    | Command
    | Flushed
    | Finish
    | Leave
)
