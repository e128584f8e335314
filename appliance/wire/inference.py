"""What inference is asked and what it answers. Positions are samples at 16 kHz of the source.

A session is one stream of audio that becomes hypotheses: a running recording, the rest of one
that must be caught up, a second pass, a file. Besides these messages the same socket speaks
Wyoming's own ``describe``, ``transcribe``, ``audio-start/chunk/stop`` and ``transcript``.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from appliance.wire.codec import Message


class ModelState(StrEnum):
    """Life of the resident model."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class SessionKind(StrEnum):
    """What the audio is, and so how it is cut and how urgent it is."""

    LIVE = "live"
    """Somebody is reading along: short utterances, partials, first in the queue."""

    BATCH = "batch"
    """Nobody waits: long segments for best context, no partials, gives way to live."""


class StartSession(Message, event="start-session"):
    """Begin a session; answered with SessionProgress, or an error if the model is not ready."""

    session_id: str
    kind: SessionKind
    first_sample: int = 0
    """Position of the first sample that will be sent."""

    language: str | None = None
    """ISO 639-1 code; None takes the configured one."""

    prompt: str = ""
    """Hot words or preceding text for engines that take them."""


class SessionAudio(Message, event="session-audio"):
    """The next piece of audio: 16-bit little-endian mono PCM, at most 64 KiB."""

    first_sample: int
    audio: bytes


class EndSession(Message, event="end-session"):
    """No more audio comes; the open utterance is finished, then SessionEnded is sent."""


class SessionProgress(Message, event="session-progress"):
    """How far a session is. A sender stays at most 30 s of audio ahead of ``decided_samples``."""

    received_samples: int
    """All audio before this position has arrived."""

    decided_samples: int
    """All audio before this position is final: recognised, or found to hold no speech."""

    behind_s: float = 0.0


class WordTiming(BaseModel):
    """A word or character of a hypothesis."""

    model_config = ConfigDict(frozen=True)

    text: str
    start_sample: int
    end_sample: int
    confidence: float | None = None


class PartialHypothesis(Message, event="partial-hypothesis"):
    """Replaces the previous partial of the same utterance."""

    utterance: int
    start_sample: int
    end_sample: int
    stable_text: str
    """Two successive partials agreed upon it."""

    tentative_text: str
    decode_s: float


class FinalHypothesis(Message, event="final-hypothesis"):
    """An utterance, or a sentence of it, as it stays; it never changes. ``text`` is not empty."""

    utterance: int
    start_sample: int
    end_sample: int
    text: str
    raw_text: str
    """As the engine gave it, before script conversion and the guards."""

    language: str
    words: tuple[WordTiming, ...] = ()
    confidence: float | None = None
    engine: str
    model: str
    model_sha256: str
    decode_s: float


class SessionEnded(Message, event="session-ended"):
    """Everything sent is decided."""

    decided_samples: int
    audio_s: float
    decode_s: float
    """Time the engine worked for this session."""


class GetInferenceStatus(Message, event="get-inference-status"):
    """Ask for one InferenceStatus."""


class SubscribeInference(Message, event="subscribe-inference"):
    """Answered with an InferenceStatus at once and at every change, at most twice a second."""


class InferenceStatus(Message, event="inference-status"):
    """What the model is and how it does."""

    state: ModelState
    engine: str = ""
    model: str = ""
    model_sha256: str = ""
    device: str = ""
    """What is used, for example ``cpu``."""

    device_reason: str = ""
    """Why this device and no better one."""

    threads: int = 0
    load_s: float = 0.0
    rtf: float | None = None
    """Processing time divided by audio time over the last minutes."""

    queue_length: int = 0
    sessions: int = 0
    rejected_count: int = 0
    """Partials dropped because something more urgent was waiting."""

    error: str = ""
    hint: str = ""
