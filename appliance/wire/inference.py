"""What inference is asked and what it answers. Positions are samples at 16 kHz of the source.

A session is one stream of audio that becomes hypotheses: a running recording, the rest of one
that must be caught up, a second pass, a file. Besides these messages the same socket speaks
Wyoming's own ``describe``, ``transcribe``, ``audio-start/chunk/stop`` and ``transcript``.
"""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from appliance.domain.memory_ladder import LadderStep
from appliance.domain.overload import CaptionsLevel
from appliance.domain.text_change import TextChange
from appliance.wire.codec import Message

ENGINE_FAILED: Final = "engine-failed"
"""Code of the error that ends a session because an engine raised on its audio."""


class ModelState(StrEnum):
    """Life of the resident model."""

    LOADING = "loading"
    READY = "ready"
    UNLOADED = "unloaded"
    """Its memory was given back on request; the next LoadModel brings it again."""

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
    """ISO 639-1 code or auto; None takes the configured one."""

    prompt: str = ""
    """Preceding text, for engines that take it."""

    hot_words: tuple[str, ...] = ()
    """Besides those of the packs, for this session only."""

    packs: tuple[str, ...] | None = None
    """Names of the packs that hold; None are all. One that is not there is passed over."""

    refine: bool = False
    """A second pass: with the model chosen for it, if there is one."""


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
    """How long ago, in audio, the oldest utterance ended that has no text yet."""

    captions_level: CaptionsLevel = CaptionsLevel.FULL
    """What overload has left of the captions of a live session; with off, tell ``behind_s``."""


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
    """As the engine gave it, before the text chain."""

    changes: tuple[TextChange, ...] = ()
    """From ``raw_text`` to ``text``."""

    lexicon: str = ""
    """Short hash of the lexicons in use."""

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

    decoded_audio_s: float
    """Length of the audio it worked on for that: with margins, without silence, and twice where a
    text was doubted."""


class LoadModel(Message, event="load-model"):
    """Load what the model store says is in use now; answered with InferenceStatus when it is done.

    The present model works until the next one is loaded, where the memory allows it. If the next
    one cannot be loaded the present one stays, and ``error`` says why.
    """


class UnloadModel(Message, event="unload-model"):
    """Give the memory of the model back; answered with InferenceStatus.

    Refused while a session runs.
    """


class StartDiarisation(Message, event="start-diarisation"):
    """Tell the speakers of a recording apart. SessionAudio and EndSession follow.

    Audio begins at sample 0. Answered with SessionProgress while audio is taken (all that arrived
    counts as decided; ``behind_s`` says how much is still to be worked on) and with SpeakersFound
    at the end, or an error: no models installed for it, or too long a recording. Then the
    connection is closed.
    """

    session_id: str
    speakers: Annotated[int, Field(ge=1, le=20)] | None = None
    """How many there are, if that is known."""


class SpeakerTurn(BaseModel):
    """Somebody speaks. Turns of different speakers may overlap."""

    model_config = ConfigDict(frozen=True)

    start_sample: int
    end_sample: int
    speaker: int
    """1, 2, 3 … in order of their first words."""


class SpeakersFound(Message, event="speakers-found"):
    """Who spoke when, in order of time."""

    turns: tuple[SpeakerTurn, ...]
    model: str
    """Names of the models that told them apart."""

    audio_s: float
    work_s: float


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
    asked_device: str = ""
    """What was configured: auto, cuda, mps or cpu."""

    device: str = ""
    """What is used, for example ``cpu``."""

    precision: str = ""
    ladder: LadderStep = LadderStep.NONE
    """What was given up for lack of memory; undone when there is enough again."""

    ladder_reason: str = ""
    """What happened, for a person; empty if nothing was given up."""

    captions_model: str = ""
    """Gives the partials, if another model than the one for finals does."""

    second_pass_model: str = ""
    """Makes the better text after the stop, if another model does."""

    languages: tuple[str, ...] = ()
    """Codes of the languages that the model knows; none while there is no model."""

    detects_language: bool = False
    """The model takes ``auto`` for a language."""

    can_diarise: bool = False
    """The models that tell speakers apart are installed."""

    lexicon_terms: int = 0
    """Hot words and rules in use."""

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
