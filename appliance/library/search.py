"""Search: the index names recordings, ranks them, and the text of those shown is looked at."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.list_order import ListOrder
from appliance.domain.search_filter import SearchFilter
from appliance.domain.search_query import MOST_LOOKED_UP, SearchQuery, Term, parse
from appliance.library.folding import fold, folded_places
from appliance.library.found import Found, FoundPage, Ranges, SegmentMatch
from appliance.library.list_columns import order_by
from appliance.library.packing import lengthen
from appliance.library.row import LibraryRow
from appliance.library.search_index import HEAVY, IN_LABELS, WEIGHTY, expression
from appliance.library.segment_rows import OF_VERSION
from appliance.library.store import Store

_WEIGHTS = ((IN_LABELS, 4), (WEIGHTY, 1), (HEAVY, 1))
"""A word in the title or a tag counts more than one that is said often."""

_LEAST_RANKED = 2
"""Beginnings of one letter are on every page; nothing ranks them."""

_READ_AT_ONCE = 50
"""Utterances: where a word is said often, the first tell it, and the rest need not be folded."""

_Said = tuple[Any, ...]
"""First sample, place, samples, speaker, shortened text of an utterance."""

_LOOKED_AT = 100
"""Candidates at once: a phrase of common words that nobody said would hold everybody else up."""


def find(
    store: Store,
    query: str,
    only: SearchFilter,
    *,
    limit: int,
    offset: int,
    matches: int,
    order: ListOrder = ListOrder.NEWEST,
) -> FoundPage:
    """Return a page of recordings that hold everything that was asked for.

    It is shorter than ``limit`` where many candidates hold nothing; the next page goes on.
    """
    asked = parse(fold(query))
    ranked = [] if asked.is_unfindable else _ranked(store, asked, only, order)
    found: list[Found] = []
    place = offset
    while place < len(ranked) and len(found) < limit and place - offset < _LOOKED_AT + limit:
        numbers = ranked[place : place + limit - len(found)]
        for number, row in zip(numbers, store.rows(numbers), strict=True):
            looked_at = _look(store, number, row, asked.terms, matches)
            if looked_at is not None:
                found.append(looked_at)
        place += len(numbers)
    return FoundPage(
        found=tuple(found),
        candidates=len(ranked),
        next_offset=place if place < len(ranked) else None,
    )


def find_in(texts: Sequence[str], query: str) -> dict[int, Ranges]:
    """Return in which of the texts something is found that was asked for, and where.

    The same is found as in the utterances of a recording that ``find`` names.
    """
    terms = parse(fold(query)).terms
    said = [text.replace("\n", " ") for text in texts]
    lines = _lines(fold("\n".join(said)), terms)
    return {line: _ranges(said[line], terms) for line in lines}


def _ranked(store: Store, asked: SearchQuery, only: SearchFilter, order: ListOrder) -> list[int]:
    """Return the numbers of recordings in an order; for NEWEST those most about it go before."""
    # Conditions are made of the constants below, values are bound.
    conditions, values = _conditions(only)
    in_order = f"{conditions} ORDER BY {order_by(order)}"
    if not asked.terms:
        return _numbers(store, f"SELECT number FROM recordings WHERE {in_order}", *values)  # noqa: S608
    looked_up = asked.terms[:MOST_LOOKED_UP]
    found = _numbers(
        store,
        f"SELECT number FROM search JOIN recordings ON number = search.rowid"  # noqa: S608
        f" WHERE search MATCH ? AND {in_order}",
        expression(looked_up),
        *values,
    )
    if order is not ListOrder.NEWEST:
        return found
    weights = dict.fromkeys(found, 0)
    for term in looked_up:
        if any(token.is_prefix and len(token.text) < _LEAST_RANKED for token in term.tokens):
            continue
        for mark, weight in _WEIGHTS:
            marked = "SELECT rowid AS number FROM search WHERE search MATCH ?"
            for number in _numbers(store, marked, expression([term], mark)):
                if number in weights:
                    weights[number] += weight
    return sorted(weights, key=weights.__getitem__, reverse=True)


def _numbers(store: Store, statement: str, *values: str | float) -> list[int]:
    """Return the numbers of recordings; thousands of rows cost twice as much as one of them all."""
    # SQLite goes through the rows in the order of the statement.
    joined = f"SELECT json_group_array(number) FROM ({statement})"  # noqa: S608 - from here
    found: list[int] = json.loads(store.connection.execute(joined, values).get)
    return found


def _conditions(only: SearchFilter) -> tuple[str, list[str | float]]:
    parts = [f"trashed IS {'NOT' if only.trashed else ''} NULL"]
    values: list[str | float] = []
    asked: list[tuple[str | float | None, str]] = [
        (_moment(only.started_from), "started >= ?"),
        (_moment(only.started_before), "started < ?"),
        (_samples(only.least_duration_s), "total_samples >= ?"),
        (_samples(only.most_duration_s), "total_samples <= ?"),
        (only.language and f" {only.language} ", "instr(' ' || languages || ' ', ?)"),
        (
            fold(only.speaker).strip(),
            "number IN (SELECT recording FROM speaker_names WHERE instr(folded, ?))",
        ),
        *(
            (fold(tag).strip(), "number IN (SELECT recording FROM tags WHERE folded = ?)")
            for tag in only.tags
        ),
    ]
    for value, part in asked:
        if value is not None and value != "":
            parts.append(part)
            values.append(value)
    if only.has_marker is not None:
        parts.append("markers > 0" if only.has_marker else "markers = 0")
    return " AND ".join(parts), values


def _moment(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()


def _samples(duration_s: float | None) -> float | None:
    return None if duration_s is None else duration_s * SAMPLE_RATE_HZ


def _look(
    store: Store, number: int, row: LibraryRow, terms: Sequence[Term], most: int
) -> Found | None:
    """Find the places in a recording; None if a phrase is not there after all."""
    if not terms:
        return Found(row=row)
    labels = fold("\n".join((row.shown_title, *row.tags, *row.speaker_names.values())))
    unseen = [
        term
        for place, term in enumerate(terms)
        if not (term.is_exact and place < MOST_LOOKED_UP) and not any(term.found_in(labels))
    ]
    shown: list[_Said] = []
    said = _said(store, number)
    for begin in range(0, len(said), _READ_AT_ONCE):
        part = said[begin : begin + _READ_AT_ONCE]
        lines = fold(lengthen(b"\n".join([each[-1].replace(b"\n", b" ") for each in part])))
        unseen = [term for term in unseen if not any(term.found_in(lines))]
        shown += [part[line] for line in islice(_lines(lines, terms), most + 1 - len(shown))]
        if len(shown) > most and not unseen:
            break
    if unseen:
        return None
    return Found(
        row=row,
        title_ranges=_ranges(row.shown_title, terms),
        matches=tuple(_match(each, terms) for each in shown[:most]),
        has_more=len(shown) > most,
    )


def _match(said: _Said, terms: Sequence[Term]) -> SegmentMatch:
    start, _, samples, speaker, shortened = said
    text = lengthen(shortened).replace("\n", " ")
    return SegmentMatch(
        start_sample=start,
        end_sample=start + samples,
        text=text,
        ranges=_ranges(text, terms),
        speaker=speaker,
    )


def _said(store: Store, number: int) -> list[_Said]:
    found: list[_Said] = store.connection.execute(
        f"SELECT start_sample, place, samples, speaker, text FROM segments"  # noqa: S608 - constant
        f" WHERE {OF_VERSION}",
        (store.best_version(number),),
    ).fetchall()
    return sorted(found)


def _lines(lines: str, terms: Sequence[Term]) -> Iterator[int]:
    """Yield the lines in which something is found, in order, each once."""
    line = counted_to = 0
    last = -1
    for at, _ in merge(*(term.found_in(lines) for term in terms)):
        line += lines.count("\n", counted_to, at)
        counted_to = at
        if line != last:
            last = line
            yield line


def _ranges(text: str, terms: Sequence[Term]) -> Ranges:
    """Return where something is found in a text as it was written; stretches that touch are one."""
    folded, places = folded_places(text)
    joined: list[tuple[int, int]] = []
    for folded_start, folded_end in merge(*(term.found_in(folded) for term in terms)):
        start, end = places[folded_start], places[folded_end - 1] + 1
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)
