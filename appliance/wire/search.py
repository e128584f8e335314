"""What the command line asks of the station's search, and what it answers."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from appliance.wire.codec import Message
from appliance.wire.station import RecordingLine

MOST_FOUND = 100
"""Keeps an answer below the frame limit."""

MOST_CHARACTERS = 400
"""Of an utterance in an answer."""

Ranges = tuple[tuple[int, int], ...]


class SearchRecordings(Message, event="search-recordings"):
    """Find recordings; answered with RecordingsFound. Fields as in domain.search_filter."""

    query: str = Field(default="", max_length=1000)
    started_from: AwareDatetime | None = None
    started_before: AwareDatetime | None = None
    tags: tuple[str, ...] = Field(default=(), max_length=50)
    speaker: str = Field(default="", max_length=200)
    language: str = Field(default="", max_length=20)
    least_duration_s: float | None = None
    most_duration_s: float | None = None
    has_marker: bool | None = None
    trashed: bool = False
    limit: int = Field(default=20, ge=1, le=MOST_FOUND)
    offset: int = Field(default=0, ge=0, le=2**31)
    """The ``next_offset`` of the page before."""


class MatchLine(BaseModel):
    """An utterance in which something was found; a long one is clipped."""

    model_config = ConfigDict(frozen=True)

    start_s: float
    end_s: float
    text: str
    ranges: Ranges
    """Characters of ``text`` that were found, from and up to."""

    speaker: int | None = None


class FoundLine(BaseModel):
    """A recording in which everything was found."""

    model_config = ConfigDict(frozen=True)

    recording: RecordingLine
    tags: tuple[str, ...] = ()
    title_ranges: Ranges = ()
    matches: tuple[MatchLine, ...] = ()
    has_more: bool = False
    """There are further utterances."""


class RecordingsFound(Message, event="recordings-found"):
    """The best first."""

    found: tuple[FoundLine, ...] = ()
    candidates: int = 0
    """How many the index named; a few less may really hold a phrase."""

    next_offset: int | None = None
    """None after the last page."""
