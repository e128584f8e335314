"""What a search finds."""

from dataclasses import dataclass

from appliance.library.row import LibraryRow

Ranges = tuple[tuple[int, int], ...]
"""Stretches of characters of a text, from and up to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentMatch:
    """An utterance in which something was found."""

    start_sample: int
    end_sample: int
    text: str
    ranges: Ranges
    speaker: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A recording in which everything was found."""

    row: LibraryRow
    title_ranges: Ranges = ()
    """In ``row.shown_title``."""

    matches: tuple[SegmentMatch, ...] = ()
    """The first utterances; none if only title, tags or names matched, or nothing was typed."""

    has_more: bool = False
    """There are further utterances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A page of what was found, the best first."""

    found: tuple[Found, ...]
    candidates: int
    """How many recordings the index named. Phrases are looked for in the text when a page is
    read, so there may be a few less."""

    next_offset: int | None
    """Where the next page begins; None after the last one."""
