"""Joins a text to the text of a later stretch of audio that overlaps with it."""

from difflib import SequenceMatcher
from typing import Final

_LOOKED_AT: Final = 60
"""Characters at the end of the earlier text; no window is longer than so many."""

_SHORTEST_MATCH: Final = 2


def join_by_overlap(earlier: str, later: str) -> str:
    """Return ``earlier`` up to where both agree for longest, then ``later`` from there on.

    Where they agree nowhere ``earlier`` stays: what comes later is heard again soon, but what was
    lost from the middle would be missed until the final.
    """
    if not earlier:
        return later
    tail_at = max(0, len(earlier) - _LOOKED_AT)
    match = SequenceMatcher(None, earlier[tail_at:], later, autojunk=False).find_longest_match()
    if match.size < _SHORTEST_MATCH:
        return earlier
    return earlier[: tail_at + match.a] + later[match.b :]
