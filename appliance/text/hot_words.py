"""Corrects a text towards the terms of a lexicon, by sound.

A place is replaced if it sounds like a term and the term explains it better than the words that
stand there: the gain in likelihood must pay for every sound that differs, and a margin.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

from appliance.domain.text_change import TextStep
from appliance.text.candidate import KEPT_GAIN, Candidate
from appliance.text.dictionary import Dictionary, dictionary
from appliance.text.latin_terms import LatinTerms
from appliance.text.lexicon import Lexicon
from appliance.text.revision import Revision
from appliance.text.sounds import FORBIDDEN, distance, runs
from appliance.text.term_index import SHORTEST, Known, TermIndex

PRIOR_FREQUENCY: Final = 2000.0
"""How common a term of weight 1 is, seen in 60 million: somebody put it there to be heard."""

ALL_TOGETHER: Final = 600_000.0
"""How common all terms together are at most: of a large lexicon each one is rare."""

MARGIN: Final = 2.0
SHORT_MARGIN: Final = 2.0
"""For terms of two sounds that differ from what stands there: any text is full of such."""

SAME_MARGIN: Final = 0.1
"""For terms of two sounds that sound exactly like what stands there: a tie is no evidence."""

SHORT_LIMIT: Final = 2.0
LIMIT_PER_SOUND: Final = 2.0
LIMIT: Final = 8.0

_FUNCTION_WORDS: Final = frozenset("的了吗呢吧啊是不没我你他她这那")
"""Heard right nearly always, and beside a word of one sound they would make half a term."""


class HotWords:
    """Of one lexicon. Slow to make and to use the first time: half a second, and 40 MB."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._entries = lexicon.entries
        self._prior = min(PRIOR_FREQUENCY, ALL_TOGETHER / max(1, len(lexicon.entries)))

    def correct(self, revision: Revision) -> None:
        """Replace what should be terms, from the end to the beginning."""
        if not self._entries:
            return
        text = revision.text
        for chosen in sorted(self._chosen(text), key=lambda one: -one.start):
            before = text[chosen.start : chosen.end]
            if before != chosen.term:
                cause = f"{self._entries[chosen.term].place}: {chosen.term}".removeprefix(": ")
                revision.replace(TextStep.HOT_WORD, chosen.start, before, chosen.term, cause)

    def warm(self) -> None:
        """Load what is otherwise loaded by the first text."""
        if self._entries:
            self._chosen("准备")

    def _chosen(self, text: str) -> list[Candidate]:
        """Return the best candidates that do not overlap."""
        candidates = self._latin.candidates(text)
        words = _Words(text, self._dictionary)
        for run in runs(text):
            for (first, last), known in self._index.places(run.spoken).items():
                start, end = run.offsets[first], run.offsets[last - 1] + 1
                if _stands_alone(text, start, end):
                    spoken, here = run.spoken[first:last], words.at(start, end)
                    weighed = (self._weighed(one, spoken, here) for one in known)
                    candidates += [one for one in weighed if one is not None]
        chosen: list[Candidate] = []
        for one in sorted(candidates, key=lambda one: (-one.gain, one.start, one.term)):
            if all(one.end <= other.start or other.end <= one.start for other in chosen):
                chosen.append(one)
        return chosen

    def _weighed(self, known: Known, spoken: str, here: "_Here") -> Candidate | None:
        term, wanted = known.term, known.sounds
        if here.written == term:
            return Candidate(KEPT_GAIN + len(term), here.start, here.end, term)
        if wanted.isascii():
            return _respelled(term, here) if wanted == spoken else None
        prior = self._entries[term].weight
        if not here.is_word:  # one word for another: the commoner of the two
            prior *= self._prior
        likelihood = self._dictionary.word_likelihood(term, at_least=prior)
        if likelihood <= here.likelihood:  # no price could be paid
            return None
        is_short = len(wanted) == SHORTEST
        if is_short and _hides_a_function_word(wanted, spoken):
            return None
        limit = SHORT_LIMIT if is_short else min(LIMIT_PER_SOUND * len(wanted), LIMIT)
        apart = distance(wanted, spoken, limit)
        if apart >= FORBIDDEN:
            return None
        gain = here.gain(likelihood, apart + _margin(len(wanted), apart))
        return Candidate(gain, here.start, here.end, term) if gain > 0 else None

    @cached_property
    def _index(self) -> TermIndex:
        return TermIndex(self._entries)

    @cached_property
    def _latin(self) -> LatinTerms:
        return LatinTerms(self._entries)

    @property
    def _dictionary(self) -> Dictionary:
        return dictionary()


class _Words:
    """The words of a text as they are, to compare with."""

    def __init__(self, text: str, known: Dictionary) -> None:
        self.text = text
        self._known = known

    def at(self, start: int, end: int) -> "_Here":
        """Return a place with what stands around it: one word to the left, one to the right.

        They are parted anew: 打 开发 门 may be 打开 阀门.
        """
        edges, likelihoods = self._edges, self._likelihoods
        first = max(bisect_right(edges, start) - 2, 0)
        last = min(bisect_left(edges, end) + 1, len(edges) - 1)
        return _Here(
            written=self.text[start:end],
            start=start,
            end=end,
            left=self.text[edges[first] : start],
            right=self.text[end : edges[last]],
            likelihood=likelihoods[last] - likelihoods[first],
            known=self._known,
        )

    @cached_property
    def _edges(self) -> list[int]:
        return list(accumulate(map(len, self._known.words(self.text)), initial=0))

    @cached_property
    def _likelihoods(self) -> list[float]:
        """Of the text up to each edge."""
        edges = zip(self._edges, self._edges[1:], strict=False)
        each = (self._known.word_likelihood(self.text[start:end]) for start, end in edges)
        return list(accumulate(each, initial=0.0))


@dataclass(frozen=True, kw_only=True)
class _Here:
    """A place of a text."""

    written: str
    start: int
    end: int
    left: str
    right: str
    likelihood: float
    """Of all three as they are."""

    known: Dictionary

    @cached_property
    def is_word(self) -> bool:
        """Whether the dictionary has what stands there."""
        return self.known.frequency(self.written) > 0

    @cached_property
    def _around(self) -> float:
        return self.known.likelihood(self.left) + self.known.likelihood(self.right)

    def gain(self, likelihood: float, price: float) -> float:
        """Return how much likelier the text gets with a word of that likelihood, less a price."""
        gain = likelihood - price - self.likelihood
        return gain + self._around if gain > 0 else gain  # what is around only takes off more


def _hides_a_function_word(wanted: str, spoken: str) -> bool:
    return any(
        here != there and here in _FUNCTION_WORDS
        for here, there in zip(spoken, wanted, strict=True)
    )


def _margin(sounds: int, apart: float) -> float:
    if sounds > SHORTEST:
        return MARGIN
    return SHORT_MARGIN if apart else SAME_MARGIN


def _respelled(term: str, here: _Here) -> Candidate:
    """Judge a Latin term that differs in capitals, spaces or hyphens only."""
    if term.islower() and term == here.written.lower():
        term = here.written  # a capital begins the sentence
    return Candidate(KEPT_GAIN, here.start, here.end, term)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether no Latin word and no number is cut in two."""
    return not (
        (start and _goes_on(text[start - 1], text[start]))
        or (end < len(text) and _goes_on(text[end - 1], text[end]))
    )


def _goes_on(one: str, other: str) -> bool:
    return (
        one.isascii()
        and other.isascii()
        and ((one.isalpha() and other.isalpha()) or (one.isdigit() and other.isdigit()))
    )
