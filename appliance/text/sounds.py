"""A text as a row of sounds, each with its place in the text."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import Final

from appliance.text.syllables import MISSING_COST, cost, readings, sound_class

NUMERALS: Final = frozenset("〇零一二三四五六七八九十百千万亿两幺0123456789")

FORBIDDEN: Final = 1000.0
SECOND_READING_COST: Final = 2.0
"""A recogniser that heard the second reading of a character would have written another one."""

MOST_KEYS: Final = 8
"""Ways to read one stretch of text that are looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Sounds that follow each other with nothing between."""

    spoken: str
    """The characters, Latin ones in capitals."""

    offsets: list[int]
    """Of each in the text."""


def runs(text: str) -> list[Run]:
    """Part a text at whatever is not spoken: no term goes over a comma.

    A space is passed over beside Latin letters and digits, where recognisers put it at will.
    """
    found: list[list[int]] = [[]]
    for at, character in enumerate(text):
        if readings(character):
            found[-1].append(at)
        elif not (character == " " and _is_passed_over(text, at)):
            found.append([])
    return [
        Run(spoken="".join(text[at] for at in offsets).upper(), offsets=offsets)
        for offsets in found
        if offsets
    ]


def _is_passed_over(text: str, at: int) -> bool:
    neighbours = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return len(neighbours) == 2 and any(one.isascii() and one.isalnum() for one in neighbours)


def keys(characters: str) -> list[str]:
    """Return all ways in which the characters may sound, confusable sounds being one."""
    return joined([marks(character) for character in characters])


def joined(ways: list[tuple[str, ...]]) -> list[str]:
    """Return the keys of characters whose ``marks`` these are."""
    if prod(map(len, ways)) == 1:
        return ["".join([way[0] for way in ways])]
    if prod(map(len, ways)) > MOST_KEYS:
        ways = [way[:1] if at else way for at, way in enumerate(ways)]
    return ["".join(way) for way in product(*ways)]


def spoken_part(term: str) -> str:
    """Return the characters of a term that are spoken, Latin ones in capitals."""
    return "".join([one for one in term if readings(one)]).upper()


def trace(characters: str) -> str:
    """Return one mark for each, the same for those whose usual readings are confusable."""
    return "".join([marks(character)[0] for character in characters])


@lru_cache(maxsize=16_384)
def marks(character: str) -> tuple[str, ...]:
    """Return one mark for each way to read a character that is spoken."""
    classes = dict.fromkeys(sound_class(one) for one in readings(character))
    return tuple(
        _known_marks.setdefault(one, chr(_FIRST_MARK + len(_known_marks))) for one in classes
    )


_FIRST_MARK: Final = 0x100
_known_marks: Final[dict[str, str]] = {}
"""One character for each class of sounds, as they turn up: short keys for large tables."""


def distance(term: str, spoken: str, limit: float) -> float:
    """Return how hard it is to take the term for what was written; FORBIDDEN above ``limit``.

    One sound may be too few or too many, but not at an edge. Numbers are never changed.
    """
    if len(term) == len(spoken):
        total = 0.0
        last = len(term) - 1
        for at, (wanted, heard) in enumerate(zip(term, spoken, strict=True)):
            found = _character_cost(wanted, heard)
            if found > EDGE_LIMIT and at in (0, last):
                return FORBIDDEN
            total += found
            if total > limit:
                return FORBIDDEN
        return total
    longer, shorter = (term, spoken) if len(term) > len(spoken) else (spoken, term)
    if len(longer) - len(shorter) != 1 or limit < MISSING_COST:
        return FORBIDDEN
    best = FORBIDDEN
    for skipped in range(1, len(longer) - 1):
        if longer[skipped] not in NUMERALS:
            rest = longer[:skipped] + longer[skipped + 1 :]
            best = min(best, MISSING_COST + distance(rest, shorter, limit - MISSING_COST))
    return best if best <= limit else FORBIDDEN


EDGE_LIMIT: Final = 4.0
"""The first and the last sound of a term are at most near: what differs more there is another word
such as 主电机 and 副电机."""


@lru_cache(maxsize=65_536)
def _character_cost(wanted: str, heard: str) -> float:
    if wanted == heard:
        return 0.0
    found = min(
        (
            cost(one, other) + (SECOND_READING_COST if rank else 0.0)
            for one in readings(wanted)
            for rank, other in enumerate(readings(heard))
        ),
        default=FORBIDDEN,
    )
    return FORBIDDEN if found and (wanted in NUMERALS or heard in NUMERALS) else found
