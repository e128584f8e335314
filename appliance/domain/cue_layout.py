"""How the text of one utterance is cut into subtitles and their lines.

A word is here what stands between two places where a line may end; a space after it is its own,
but takes no room at the end of a line.
"""

from collections.abc import Iterator
from itertools import accumulate
from typing import Final, TypeAlias

from appliance.domain.columns import columns
from appliance.domain.line_breaking import break_places, is_never_first
from appliance.domain.spoken_moments import Moments

LINE_COLUMNS: Final = 42
"""Of a line; a Chinese character takes two. The usual measure of broadcasters."""

CLEAR_PAUSE_MS: Final = 1000
"""After a pause of that length a new subtitle begins."""

_SENTENCE_ENDS: Final = frozenset("。！？!?…")
_CLAUSE_ENDS: Final = frozenset("，、；：,;:—")
_MARKS: Final = _SENTENCE_ENDS | _CLAUSE_ENDS | {"."}
_SENTENCE_BONUS: Final = 24
_CLAUSE_BONUS: Final = 20
"""Columns by which a line may be out of balance to end with a mark."""

_Range: TypeAlias = tuple[int, int]
"""Of words: those from the first up to, not including, the last."""


class CueLayout:
    """The text in words, with their times."""

    def __init__(self, text: str, moments: Moments, *, longest_ms: int) -> None:
        self._text = text
        self._moments = moments
        self._longest_ms = longest_ms
        self._places = [0, *break_places(text, limit_columns=LINE_COLUMNS)]
        self._ends = [at - (text[at - 1] == " ") for at in self._places]
        self._widths = list(accumulate(map(columns, text), initial=0))

    def start_ms(self, word: int) -> int:
        """Return when a word begins."""
        return self._moments.starts[self._places[word]]

    def end_ms(self, last: int) -> int:
        """Return when the words before ``last`` end."""
        return self._moments.ends[self._ends[last] - 1]

    def pieces(self, *, shortest_ms: int) -> list[_Range]:
        """Cut at the ends of sentences and clear pauses, and where a piece is too much for one."""
        cut = [piece for sentence in self._sentences() for piece in self._shortened(sentence)]
        pieces: list[_Range] = []
        for number, (first, last) in enumerate(cut):
            if pieces and not self._has_pause(first):
                begun = pieces[-1][0]
                following = cut[number + 1][0] if number + 1 < len(cut) else None
                ends = self.end_ms(last) if following is None else self.start_ms(following)
                is_short = (
                    self.start_ms(first) - self.start_ms(begun) < shortest_ms
                    or ends - self.start_ms(first) < shortest_ms
                )
                if is_short and self._furthest(begun, last) == last:
                    pieces[-1] = (begun, last)
                    continue
            pieces.append((first, last))
        return pieces

    def lines(self, first: int, last: int) -> tuple[str, ...]:
        """Return the one or two lines of a piece, the second cut where it reads best."""
        if self._width(first, last) <= LINE_COLUMNS:
            return (self._words(first, last),)
        middle = max(
            (
                at
                for at in range(first + 1, last)
                if self._width(first, at) <= LINE_COLUMNS >= self._width(at, last)
            ),
            key=lambda at: self._bonus(at) - abs(self._width(first, at) - self._width(at, last)),
        )
        return self._words(first, middle), self._words(middle, last)

    def _sentences(self) -> Iterator[_Range]:
        first, count = 0, len(self._places) - 1
        for at in range(1, count):
            if self._ends_sentence(at) or self._has_pause(at):
                yield first, at
                first = at
        yield first, count

    def _shortened(self, piece: _Range) -> Iterator[_Range]:
        """Cut what is wider than two lines or said too slowly for one subtitle."""
        first, last = piece
        while (furthest := self._furthest(first, last)) < last:
            width, spoken_ms = self._width(first, last), self.end_ms(last) - self.start_ms(first)
            count = max(-(-width // (2 * LINE_COLUMNS)), -(-spoken_ms // self._longest_ms), 2)
            begun = first

            def worth(at: int, begun: int = begun, wished: float = width / count) -> float:
                return self._bonus(at) - abs(self._width(begun, at) - wished)

            at = max(range(first + 1, furthest + 1), key=worth)
            yield first, at
            first = at
        yield first, last

    def _furthest(self, first: int, last: int) -> int:
        """Return how far one subtitle goes: two full lines, its longest time, at least a word."""
        middle = first + 1
        while middle < last and self._width(first, middle + 1) <= LINE_COLUMNS:
            middle += 1
        at = middle
        while at < last and self._width(middle, at + 1) <= LINE_COLUMNS:
            at += 1
        start = self.start_ms(first)
        while at > first + 1 and self.end_ms(at) - start > self._longest_ms:
            at -= 1
        return at

    def _ends_sentence(self, at: int) -> bool:
        before = self._closing(at)
        return before in _SENTENCE_ENDS or (
            before == "." and self._text[self._places[at] - 1] == " "
        )

    def _bonus(self, at: int) -> int:
        if self._ends_sentence(at):
            return _SENTENCE_BONUS
        return _CLAUSE_BONUS if self._closing(at) in _CLAUSE_ENDS else 0

    def _closing(self, at: int) -> str:
        """Return the mark before a place, inside closing quotes and brackets."""
        end = self._ends[at] - 1
        while end > 0 and (last := self._text[end]) not in _MARKS and is_never_first(last):
            end -= 1
        return self._text[end]

    def _has_pause(self, at: int) -> bool:
        return self.start_ms(at) - self.end_ms(at) >= CLEAR_PAUSE_MS

    def _width(self, first: int, last: int) -> int:
        return self._widths[self._ends[last]] - self._widths[self._places[first]]

    def _words(self, first: int, last: int) -> str:
        return self._text[self._places[first] : self._ends[last]]
