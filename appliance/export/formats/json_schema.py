"""The JSON export as a schema; for programs that read it, and for the test of what is written."""

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from appliance.domain.gap import GapCause
from appliance.domain.marker import MarkerKind
from appliance.domain.recording import RecordingState
from appliance.domain.text_change import TextStep
from appliance.domain.transcript import TranscriptKind


class _Part(BaseModel):
    """Every field is always there; a reader must expect new ones."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class AudioFile(_Part):
    """A file of the recording inside the box; the exported FLAC holds all of them."""

    file: str
    first_sample: int
    sample_count: int | None
    sha256: str | None


class Recording(_Part):
    """What was recorded."""

    id: str
    title: str
    """Empty without one."""

    state: RecordingState
    started: str
    """ISO 8601, by the clock of the box; position 0 lies ``preroll_s`` before it."""

    clock_trusted: bool
    """False if nobody had set the clock of the box."""

    preroll_s: float
    total_samples: int | None
    """None if it is still being recorded."""

    duration_s: float | None
    stop_reason: str
    microphones: tuple[str, ...]
    clipped_samples: int
    recoveries: int
    """How often it was repaired after a crash or a power cut."""

    audio_files: tuple[AudioFile, ...]


class Speaker(_Part):
    """Somebody who speaks in it."""

    speaker: int
    """As in ``segments``."""

    name: str
    is_named: bool
    """False if the name is only "Speaker" and the number."""


class Gap(_Part):
    """A time in which nothing was heard, between two neighbouring samples."""

    at_s: float
    at_sample: int
    duration_s: float
    cause: GapCause


class Marker(_Part):
    """A moment somebody wanted to find again."""

    at_s: float
    at_sample: int
    kind: MarkerKind
    note: str


class Transcript(_Part):
    """Which version of the text it is."""

    kind: TranscriptKind
    complete: bool
    decided_samples: int
    """All audio before this position was recognised or found to hold no speech."""

    decided_s: float


class Word(_Part):
    """A word or character as the recogniser heard it."""

    text: str
    start_s: float
    end_s: float
    start_sample: int
    end_sample: int
    confidence: float | None


class Change(_Part):
    """One replacement between the recogniser's text and the shown one."""

    step: TextStep
    start: int
    """Characters before it, in the text as it came into this step."""

    before: str
    after: str
    cause: str


class Segment(_Part):
    """An utterance with where it comes from."""

    start_s: float
    end_s: float
    start_sample: int
    end_sample: int
    text: str
    """As shown: with marks, digits and the terms of the lexicons."""

    raw_text: str
    """As the recogniser gave it."""

    changes: tuple[Change, ...]
    """From ``raw_text`` to ``text``; undone backwards they give the raw text again."""

    lexicon: str
    """Short hash of the lexicons that were in use; empty without any."""

    speaker: int | None
    overlap: bool
    """Somebody else speaks at the same time."""

    language: str
    engine: str
    model: str
    model_sha256: str
    confidence: float | None
    words: tuple[Word, ...]


class Document(_Part):
    """A recording with its text. Positions count samples that were heard; gaps take none."""

    format_name: Literal["tingxia-transcript"] = Field(alias="schema")
    version: Literal[1]
    sample_rate_hz: Literal[16000]
    recording: Recording
    speakers: tuple[Speaker, ...]
    gaps: tuple[Gap, ...]
    markers: tuple[Marker, ...]
    transcript: Transcript | None
    """None if nothing was recognised yet."""

    segments: tuple[Segment, ...]


def schema() -> str:
    """Return the JSON Schema (draft 2020-12) of the document, as it is published."""
    described = Document.model_json_schema(by_alias=True, mode="validation")
    told = {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
