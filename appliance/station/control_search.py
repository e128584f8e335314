"""Answers the command line's searches."""

from collections.abc import AsyncGenerator
from typing import Final

from appliance.domain.audio import to_seconds
from appliance.domain.search_filter import SearchFilter
from appliance.station import told
from appliance.station.face import Station
from appliance.station.face_search import FoundRecordings, Search
from appliance.wire.search import (
    MOST_CHARACTERS,
    FoundLine,
    MatchLine,
    RecordingsFound,
    SearchRecordings,
)

QUESTIONS: Final = (SearchRecordings,)


async def answers(
    station: Station, question: SearchRecordings
) -> AsyncGenerator[RecordingsFound, None]:
    """Yield the page that is asked for."""
    yield await answer(station.search, question)


async def answer(search: Search, question: SearchRecordings) -> RecordingsFound:
    """Return a page of what is found."""
    only = SearchFilter(
        started_from=question.started_from,
        started_before=question.started_before,
        tags=question.tags,
        speaker=question.speaker,
        language=question.language,
        least_duration_s=question.least_duration_s,
        most_duration_s=question.most_duration_s,
        has_marker=question.has_marker,
        trashed=question.trashed,
    )
    page = await search.find(question.query, only, limit=question.limit, offset=question.offset)
    return as_message(page)


def as_message(page: FoundRecordings) -> RecordingsFound:
    """Convert a page."""
    return RecordingsFound(
        found=tuple(
            FoundLine(
                recording=told.line(each.summary),
                tags=each.tags,
                title_ranges=each.title_ranges,
                matches=tuple(
                    MatchLine(
                        start_s=to_seconds(match.start_sample),
                        end_s=to_seconds(match.end_sample),
                        text=match.text,
                        ranges=match.ranges,
                        speaker=match.speaker,
                    )
                    for match in (found.clipped(MOST_CHARACTERS) for found in each.matches)
                ),
                has_more=each.has_more,
            )
            for each in page.found
        ),
        candidates=page.candidates,
        next_offset=page.next_offset,
    )
