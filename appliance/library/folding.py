"""Text as it is compared in a search: width, case, script and accents do not matter.

Each character is folded by itself, so that places in the folded text lead back to the original,
and a text and a query fold alike whatever stands beside a character.
"""

import unicodedata
from functools import cache
from typing import Final

from opencc import OpenCC

_ACCENTS: Final = dict.fromkeys(range(0x0300, 0x0370))


class _Table(dict[int, str]):
    """Filled while it is used; at most one entry for each character there is."""

    def __missing__(self, code: int) -> str:
        wide = unicodedata.normalize("NFKC", chr(code)).casefold()
        bare = unicodedata.normalize("NFKD", wide).translate(_ACCENTS)
        folded: str = _to_simplified().convert(bare) if not bare.isascii() else bare
        self[code] = folded
        return folded


_TABLE: Final = _Table()


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """Fold; line ends stay."""
    return text.translate(_TABLE)


def folded_places(text: str) -> tuple[str, list[int]]:
    """Fold, and tell for each folded character, and the end, where it stands in the original."""
    pieces = [_TABLE[ord(character)] for character in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), [*places, len(text)]
