"""What term somebody put right in a text, as a proposal for the hot words. Pure."""

import re
from typing import Final

from appliance.domain.agreement import common_ends

SHORTEST: Final = 2
LONGEST: Final = 20

_TERM = re.compile(r"[\w\-·'’.]+")
_LETTER = re.compile(r"[A-Za-z0-9]")
_FUNCTION: Final = frozenset(
    "的了是在和与就都也有把被要会能这那我你他她它们不没到给对从向让又还很最着过"
)
"""Characters that seldom belong to a term."""


def corrected_term(was: str, text: str) -> str:
    """Return the term that was put right; empty if several places changed much, or none.

    One changed character is taken with its neighbours: 新的家具 → 新的夹具 proposes 夹具.
    """
    start, end = _changed(was, text)
    if start == end:
        return ""
    start, end = _whole_words(text, start, end)
    if end - start < SHORTEST:
        start, end = _with_neighbour(text, start, end)
    term = text[start:end].strip("-·'’.")
    fits = SHORTEST <= len(term) <= LONGEST and _TERM.fullmatch(term) is not None
    return term if fits else ""


def _changed(was: str, text: str) -> tuple[int, int]:
    """Return the stretch of the new text between what both begin and end with."""
    head, tail = common_ends(was, text)
    return head, len(text) - tail


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen to the ends of a word of letters and digits."""
    while 0 < start and _LETTER.match(text[start - 1]) and _LETTER.match(text[start]):
        start -= 1
    while end < len(text) and _LETTER.match(text[end]) and _LETTER.match(text[end - 1]):
        end += 1
    return start, end


def _with_neighbour(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a single character to the side where a term is more likely, if there is one."""
    if end < len(text) and _belongs(text[end]):
        return start, end + 1
    if start > 0 and _belongs(text[start - 1]):
        return start - 1, end
    return start, end


def _belongs(character: str) -> bool:
    return character.isalnum() and character not in _FUNCTION
