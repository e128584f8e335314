"""A search that finds what is literally there."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from appliance.library.search import find_in
from appliance.station.face import RecordingView
from appliance.station.face_search import (
    FoundRecording,
    FoundRecordings,
    ListOrder,
    Ranges,
    SearchFilter,
    SegmentMatch,
)

if TYPE_CHECKING:
    from tests.fakes.station import FakeStation


class FakeSearch:
    """Implements face_search.Search: finds what is literally there."""

    def __init__(self, station: "FakeStation") -> None:
        self._station = station
        self.asked: list[tuple[str, SearchFilter]] = []
        self.heard: tuple[str, ...] = ()
        """Languages of the recordings."""

        self.tags_in_use: list[tuple[str, int]] = []
        """With how often; the most used first."""

    async def find(
        self,
        query: str,
        only: SearchFilter,
        *,
        limit: int = 20,
        offset: int = 0,
        order: ListOrder = ListOrder.NEWEST,
    ) -> FoundRecordings:
        """Look through the first utterances."""
        if limit:  # else it is only counted
            self.asked.append((query, only))
        views = sorted(self._station.views.items(), reverse=True)
        if order is ListOrder.OLDEST:
            views.reverse()
        elif order is ListOrder.LONGEST:
            views.sort(key=lambda one: -one[1].summary.duration_s)
        elif order is ListOrder.TITLE:
            views.sort(key=lambda one: one[1].summary.title or "\U0010ffff")
        found = [
            FoundRecording(summary=view.summary, matches=_matches(view, query))
            for _, view in views
            if only.trashed == (view.summary.trashed is not None)
            and query in (view.transcript.text if view.transcript else "")
        ]
        shown = tuple(found[offset : offset + limit])
        return FoundRecordings(
            found=shown,
            candidates=len(found),
            next_offset=offset + limit if offset + limit < len(found) else None,
        )

    async def find_in(self, texts: Sequence[str], query: str) -> Mapping[int, Ranges]:
        """Find what the real one finds."""
        return find_in(texts, query)

    def revision(self) -> int:
        """Tell changes of the recordings."""
        return hash(repr([view.summary for view in self._station.views.values()]))

    async def tags(self) -> list[tuple[str, int]]:
        """Tell those that the test has set."""
        return self.tags_in_use

    async def languages(self) -> tuple[str, ...]:
        """Tell those that the test has set."""
        return self.heard


def _matches(view: RecordingView, query: str) -> tuple[SegmentMatch, ...]:
    segments = view.transcript.segments if view.transcript else ()
    found = find_in([segment.text for segment in segments], query)
    return tuple(
        SegmentMatch(
            start_sample=segments[number].start_sample,
            end_sample=segments[number].end_sample,
            text=segments[number].text,
            ranges=ranges,
        )
        for number, ranges in found.items()
    )
