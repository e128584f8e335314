"""Text as it is compared in a search: width, case, script and accents do not matter.

Each character is folded by itself, so that places in the folded text lead back to the original,
and a text and a query fold alike whatever stands beside a character.
"""

import sys
import unicodedata
from functools import cache
from typing import Final

import numpy as np
from opencc import OpenCC

_ACCENTS: Final = dict.fromkeys(range(0x0300, 0x0370))
_NOT_ONE: Final = sys.maxunicode + 1
"""Stands for what becomes several characters, or none."""

_FOLDED: Final = np.zeros(sys.maxunicode + 1, "<u4")
"""What each character becomes; 0 until it is asked for. A search folds all that was said in the
recordings that it shows: looking up whole texts takes a twentieth of ``str.translate``."""


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@cache
def _fold_one(character: str) -> str:
    wide = unicodedata.normalize("NFKC", character).casefold()
    bare = unicodedata.normalize("NFKD", wide).translate(_ACCENTS)
    folded: str = _to_simplified().convert(bare) if not bare.isascii() else bare
    return folded


def fold(text: str) -> str:
    """Fold; line ends stay."""
    codes = np.frombuffer(text.encode("utf-32-le"), "<u4")
    folded = _FOLDED[codes]
    if not folded.all():
        for code in set(codes[folded == 0].tolist()):
            one = _fold_one(chr(code))
            _FOLDED[code] = ord(one) if len(one) == 1 else _NOT_ONE
        folded = _FOLDED[codes]
    is_one = folded != _NOT_ONE
    found = str(np.where(is_one, folded, codes).tobytes(), "utf-32-le")
    for code in set(codes[~is_one].tolist()):
        found = found.replace(chr(code), _fold_one(chr(code)))
    return found


def folded_places(text: str) -> tuple[str, list[int]]:
    """Fold, and tell for each folded character, and the end, where it stands in the original."""
    pieces = [_fold_one(character) for character in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), [*places, len(text)]
