"""How much room characters take on a line: a Chinese character takes two columns."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def columns(character: str) -> int:
    """Return the width of a character: 0, 1 or 2.

    Dashes, ellipses and curly quotes, which Chinese fonts show wide and others narrow, count as
    wide, so that a line is never wider than it is said to be.
    """
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf"}:
        return 0
    width = unicodedata.east_asian_width(character)
    return 2 if width in "WF" or (width == "A" and category[0] == "P") else 1


@lru_cache(maxsize=4096)
def is_wide(character: str) -> bool:
    """Tell whether it is one of the characters between which Chinese text may be broken."""
    return unicodedata.east_asian_width(character) in "WF"
