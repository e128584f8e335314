"""What a person types into the search field, as terms to be found. Pure.

Text and query are compared *folded*: width, case, script and accents do not matter
(``library.folding``). Chinese is written without spaces, so a run of it is indexed as
overlapping pairs and its last character: every two-character word is one look-up, a single
character is the beginning of a pair, and a longer run is the pairs in it and a look at the text.
Other scripts are indexed word by word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

UNSPACED: Final = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Characters of scripts that put no spaces between words, for use in a regular expression."""

LONGEST_TOKEN: Final = 40
"""A longer word is indexed by its beginning and found by looking at the text."""

LONGEST_QUERY: Final = 200
MOST_LOOKED_UP: Final = 12
"""Terms for the index; further ones are looked for in the texts that it names."""

_LETTER: Final = rf"[^\W_{UNSPACED}]"
_PIECE: Final = re.compile(rf"[{UNSPACED}]+|{_LETTER}+")
_TOGETHER: Final = re.compile(rf"[{UNSPACED}]+|{_LETTER}+(?:[^\w\s]{_LETTER}+)*")
_QUOTES: Final = re.compile('["“”„‟«»「」『』〝〞]')
_BETWEEN: Final = r"(?:[^\w\n]|_)*"
"""What may stand between the pieces of a phrase: no word, and no end of an utterance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An entry of the index."""

    text: str
    is_prefix: bool = False
    """Every entry that begins so will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Pieces that must follow each other: a word, a run of Chinese, or a quoted phrase."""

    pieces: tuple[str, ...]
    is_prefix: bool = False
    """The last piece is still being typed."""

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Return the entries of the index that a text with this term has."""
        found: dict[Token, None] = {}
        for piece in self.pieces:
            if not _is_unspaced(piece):
                is_prefix = self.is_prefix and piece is self.pieces[-1]
                found[Token(text=piece[:LONGEST_TOKEN], is_prefix=is_prefix)] = None
            elif len(piece) == 1:
                found[Token(text=piece, is_prefix=True)] = None
            else:
                found |= {Token(text="".join(pair)): None for pair in pairwise(piece)}
        return tuple(found)

    @property
    def is_exact(self) -> bool:
        """Tell whether the index alone decides; else the text must be looked at."""
        return len(self.pieces) == 1 and (
            len(self.pieces[0]) <= 2
            if _is_unspaced(self.pieces[0])
            else len(self.pieces[0]) <= LONGEST_TOKEN
        )

    def found_in(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where it stands in a folded text, from left to right: start and end."""
        search = _in_a_row(self.pieces).search
        at = 0
        while (match := search(folded, at)) is not None:
            if self._is_whole(match):
                yield match.span()
                at = match.end()
            else:
                at = match.start() + 1

    def _is_whole(self, match: re.Match[str]) -> bool:
        """Tell whether no letters go before or follow a word, but one that is still typed."""
        for number, piece in enumerate(self.pieces, 1):
            if _is_unspaced(piece):
                continue
            start, end = match.span(number)
            if start and _LETTER_HERE.match(match.string, start - 1):
                return False
            is_growing = self.is_prefix and number == len(self.pieces)
            if not is_growing and _LETTER_HERE.match(match.string, end):
                return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """All terms must be found, in any order."""

    terms: tuple[Term, ...] = ()
    """None: every recording is meant, unless signs were typed."""

    is_unfindable: bool = False
    """Nothing but signs was typed, and no index holds them."""


def parse(folded: str) -> SearchQuery:
    """Read a folded query; there is nothing that cannot be read.

    What stands in quotation marks is one phrase. The last word counts as a beginning while it is
    being typed: no space and no closing mark after it.
    """
    terms: dict[Term, None] = {}
    parts = _QUOTES.split(folded[:LONGEST_QUERY])
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        is_open = is_last and bool(part) and not part[-1].isspace()
        is_quoted = number % 2 == 1
        found = [part] if is_quoted else _TOGETHER.findall(part)
        for place, chunk in enumerate(found):
            pieces = tuple(_PIECE.findall(chunk))
            if pieces:
                growing = is_open and place == len(found) - 1 and not _is_unspaced(pieces[-1])
                terms[Term(pieces=pieces, is_prefix=growing)] = None
    is_typed = bool("".join(parts).strip())
    return SearchQuery(terms=tuple(terms), is_unfindable=is_typed and not terms)


def tokens(folded: str) -> Iterator[str]:
    """Yield the entries of the index for a folded text, as often as they occur."""
    for piece in _PIECE.findall(folded):
        if _is_unspaced(piece):
            yield from map("".join, pairwise(piece))
            yield piece[-1]
        else:
            yield piece[:LONGEST_TOKEN]


def _is_unspaced(piece: str) -> bool:
    return _UNSPACED_FIRST.match(piece) is not None


@lru_cache
def _in_a_row(pieces: tuple[str, ...]) -> re.Pattern[str]:
    # Without a class of letters: compiling one takes milliseconds, and each key is a new search.
    return re.compile(_BETWEEN.join([f"({re.escape(piece)})" for piece in pieces]))


_LETTER_HERE: Final = re.compile(_LETTER)
_UNSPACED_FIRST: Final = re.compile(f"[{UNSPACED}]")
