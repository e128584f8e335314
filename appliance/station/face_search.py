"""What the screen and the command line may ask of the search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from appliance.domain.list_order import ListOrder
from appliance.domain.search_filter import SearchFilter
from appliance.library.found import Ranges, SegmentMatch
from appliance.station.face import RecordingSummary

__all__ = [
    "FoundRecording",
    "FoundRecordings",
    "ListOrder",
    "Ranges",
    "Search",
    "SearchFilter",
    "SegmentMatch",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecording:
    """A line of the history in which everything was found."""

    summary: RecordingSummary
    tags: tuple[str, ...] = ()
    title_ranges: Ranges = ()
    """Characters of the title that were found, from and up to."""

    matches: tuple[SegmentMatch, ...] = ()
    """The first utterances; none if only title, tags or names matched, or nothing was typed."""

    has_more: bool = False
    """There are further utterances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecordings:
    """A page of what was found, the best first."""

    found: tuple[FoundRecording, ...]
    candidates: int
    """How many the index named; a few less may really hold a phrase."""

    next_offset: int | None
    """Where the next page begins; None after the last one."""


class Search(Protocol):
    """See the module."""

    async def find(
        self,
        query: str,
        only: SearchFilter,
        *,
        limit: int = 20,
        offset: int = 0,
        order: ListOrder = ListOrder.NEWEST,
    ) -> FoundRecordings:
        """Find recordings; cheap enough to be asked with every key. Anything can be typed.

        Without words all recordings that pass the filter are found. With words and NEWEST those
        that are most about them come first.
        """
        ...

    async def find_in(self, texts: Sequence[str], query: str) -> Mapping[int, Ranges]:
        """Find in utterances what ``find`` finds in them: where, by their places in ``texts``."""
        ...

    def revision(self) -> int:
        """Return another number once something else may be found; cheap."""
        ...

    async def tags(self) -> list[tuple[str, int]]:
        """List tags in use, each with the number of its recordings, the commonest first."""
        ...

    async def languages(self) -> tuple[str, ...]:
        """List the languages of all recordings as codes, those in the trash too; cheap."""
        ...
