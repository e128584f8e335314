"""The search of the box: the library's, with what is happening now in its lines."""

import asyncio
from collections.abc import Callable, Sequence

from appliance.domain.list_order import ListOrder
from appliance.domain.search_filter import SearchFilter
from appliance.library import Library, LibraryRow
from appliance.library.found import Ranges
from appliance.library.search import find_in
from appliance.station.face import RecordingSummary
from appliance.station.face_search import FoundRecording, FoundRecordings


class LibrarySearch:
    """Implements face_search.Search."""

    def __init__(
        self, library: Library, summarise: Callable[[LibraryRow], RecordingSummary]
    ) -> None:
        self._library = library
        self._summarise = summarise

    async def find(
        self,
        query: str,
        only: SearchFilter,
        *,
        limit: int = 20,
        offset: int = 0,
        order: ListOrder = ListOrder.NEWEST,
    ) -> FoundRecordings:
        """Find recordings."""
        page = await self._library.search(query, only, limit=limit, offset=offset, order=order)
        return FoundRecordings(
            found=tuple(
                FoundRecording(
                    summary=self._summarise(each.row),
                    tags=each.row.tags,
                    title_ranges=each.title_ranges,
                    matches=each.matches,
                    has_more=each.has_more,
                )
                for each in page.found
            ),
            candidates=page.candidates,
            next_offset=page.next_offset,
        )

    async def find_in(self, texts: Sequence[str], query: str) -> dict[int, Ranges]:
        """See Search."""
        return await asyncio.to_thread(find_in, texts, query)

    def revision(self) -> int:
        """See Search."""
        return self._library.revision

    async def tags(self) -> list[tuple[str, int]]:
        """List tags in use."""
        return await self._library.tags()

    async def languages(self) -> tuple[str, ...]:
        """List the languages of all recordings."""
        return await self._library.languages()
