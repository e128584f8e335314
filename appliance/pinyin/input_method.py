"""From letters to candidates: whole sentences, words, and characters for the first of them.

A sentence is the row of words with the least cost, found by dynamic programming over all ways to
part the letters (Viterbi 1967), words being independent of each other.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from appliance.pinyin.choices import Choices
from appliance.pinyin.segmentation import Segmentation, Unit
from appliance.pinyin.table import Table, Typed

LONGEST_TYPED: Final = 48
"""Letters; what is longer is taken up to here."""

MOST_CANDIDATES: Final = 240
_MOST_OF_A_SPAN: Final = 300
_CHOSEN_PHRASE_COST: Final = 10.0
"""In a sentence, of a phrase that was put together before and is no word of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A text that may be meant by the beginning of what was typed."""

    text: str
    taken: int
    """Letters it stands for, apostrophes included."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The likeliest words up to a place."""

    cost: float
    words: tuple[str, ...]


class InputMethod:
    """Knows the words of a table and what was chosen before."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._choices = Choices()
        self._words = lru_cache(maxsize=32)(self._find_words)
        self._best = lru_cache(maxsize=4096)(self._find_best)

    def candidates(self, typed: str) -> list[Candidate]:
        """Return what may be meant, the likeliest first; empty for what is no pinyin."""
        typed = typed[:LONGEST_TYPED]
        ways = Segmentation(typed)
        ranked: list[tuple[int, float, str]] = []
        sentence = self._sentence(typed, ways)
        if sentence is not None:
            ranked.append((-ways.end, sentence.cost, "".join(sentence.words)))
        for span in ways.spans(ways.start):
            taken = span[-1].end
            chosen = self._choices.of(typed[ways.start : taken].lower())
            ranked += [(-taken, float(rank - len(chosen)), one) for rank, one in enumerate(chosen)]
            ranked += [(-taken, cost, word) for cost, word in self._words(_typed(span))]
        ranked.sort()
        found = dict.fromkeys((text, -taken) for taken, _, text in ranked)
        return [Candidate(text=text, taken=taken) for text, taken in islice(found, MOST_CANDIDATES)]

    def remember(self, typed: str, text: str) -> None:
        """Have what was chosen for these letters go first the next time."""
        ways = Segmentation(typed)
        if typed and text and ways.end == len(typed) <= LONGEST_TYPED:
            self._choices.remember(typed[ways.start :].lower(), text)

    def _sentence(self, typed: str, ways: Segmentation) -> _Sentence | None:
        best = {ways.start: _Sentence(0.0, ())}
        for start in ways.starts:
            so_far = best.get(start)
            if so_far is None:
                continue
            for span in ways.spans(start):
                end = span[-1].end
                word = self._best(_typed(span))
                chosen = self._choices.of(typed[start:end].lower()) if len(span) > 1 else ()
                if chosen:
                    word = (word[0] if word else _CHOSEN_PHRASE_COST, chosen[0])
                if word is None:
                    continue
                cost = so_far.cost + word[0]
                if end not in best or cost < best[end].cost:
                    best[end] = _Sentence(cost, (*so_far.words, word[1]))
        return best.get(ways.end) if ways.end > ways.start else None

    def _find_words(self, typed: tuple[Typed, ...]) -> list[tuple[float, str]]:
        found = islice(self._table.words(typed), _MOST_OF_A_SPAN)
        return sorted((cost, word) for _, cost, word in found)

    def _find_best(self, typed: tuple[Typed, ...]) -> tuple[float, str] | None:
        best: tuple[float, str] | None = None
        for added, cost, word in self._table.words(typed):
            if best is not None and cost - added >= best[0]:
                break
            if best is None or (cost, word) < best:
                best = (cost, word)
        return best


def _typed(span: tuple[Unit, ...]) -> tuple[Typed, ...]:
    return tuple((unit.typed, unit.may_go_on) for unit in span)
