"""What term somebody put right in a text, as a proposal for the hot words. Pure."""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from appliance.domain.agreement import common_ends
from appliance.domain.search_query import UNSPACED

SHORTEST: Final = 2
LONGEST: Final = 20

_TERM = re.compile(r"[\w\-·'’.]+")
_LETTER: Final = rf"[^\W_{UNSPACED}]"
_RUN: Final = re.compile(rf"{_LETTER}+(?:[-·'’.]{_LETTER}+)*")
"""What is written together in a script that puts spaces between words, as Gerät or S7-1200."""

_FUNCTION: Final = frozenset(
    "的了是在和与就都也有把被要会能这那我你他她它们不没到给对从向让又还很最着过由跟为以于请用得地"
)
"""Characters that seldom belong to a term."""


def corrected_term(was: str, text: str, words: Sequence[str]) -> str:
    """Return the term that was put right; empty if several places changed much, or none.

    ``words`` are those of the new text, in their order, signs and spaces too. What changed is
    taken with the words in which it lies: of 温度 传染器 → 温度 传感器 that is 传感器. A character
    that is no part of a word is taken with its neighbour: 由 王 公 → 由 王 工 proposes 王工.
    """
    start, end = _changed(was, text)
    if start == end:
        return ""
    start, end = _whole_run(text, start, end)
    edges = list(accumulate(map(len, words), initial=0))
    start = max(edge for edge in edges if edge <= start)
    end = min(edge for edge in edges if edge >= end)
    start, end = _whole_run(text, start, end)
    if end - start < SHORTEST:
        start, end = _with_neighbour(text, start, end, edges)
    term = text[start:end].strip("-·'’.")
    fits = SHORTEST <= len(term) <= LONGEST and _TERM.fullmatch(term) is not None
    return term if fits else ""


def _changed(was: str, text: str) -> tuple[int, int]:
    """Return the stretch of the new text between what both begin and end with."""
    head, tail = common_ends(was, text)
    return head, len(text) - tail


def _whole_run(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen to the ends of the runs in which it lies."""
    runs = [run.span() for run in _RUN.finditer(text) if run.start() < end and start < run.end()]
    return min([start, *(begin for begin, _ in runs)]), max([end, *(over for _, over in runs)])


def _with_neighbour(text: str, start: int, end: int, edges: Sequence[int]) -> tuple[int, int]:
    """Widen a single character by a word beside it, if there is one that may belong to it.

    Another single one goes before a word, for the parts of a word that nobody knows are single;
    the one before goes before the one behind, for the main part of a term comes last.
    """
    if text[start:end] in _FUNCTION:
        return start, end
    before = max((edge for edge in edges if edge < start), default=start)
    behind = min((edge for edge in edges if edge > end), default=end)
    sides = [
        (len(word), side)
        for word, side in (
            (text[before:start], (before, end)),
            (text[end:behind], (start, behind)),
        )
        if word.isalnum() and not _FUNCTION.issuperset(word)
    ]
    return min(sides, key=lambda side: side[0])[1] if sides else (start, end)
