"""How many terms of a lexicon were understood, and how many were put where nobody said them."""

from collections.abc import Iterable
from dataclasses import dataclass

from appliance.diagnostics.error_rate import normalised
from appliance.diagnostics.spaced_words import is_spaced, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCounts:
    """Over one or many texts."""

    spoken: int = 0
    """Places of terms in the references."""

    understood: int = 0
    """Of these, how many the text has: of each term no more than were spoken."""

    false_insertions: int = 0
    """How many more places the text has than were spoken."""

    @property
    def recall(self) -> float | None:
        """None where no term was spoken."""
        return self.understood / self.spoken if self.spoken else None

    def __add__(self, other: "TermCounts") -> "TermCounts":
        return TermCounts(
            spoken=self.spoken + other.spoken,
            understood=self.understood + other.understood,
            false_insertions=self.false_insertions + other.false_insertions,
        )


def count_terms(
    terms: Iterable[str], reference: str, hypothesis: str, language: str = "zh"
) -> TermCounts:
    """Count all terms in one text, both sides written alike; words in spaced languages whole."""
    expected, heard = _written_alike(reference, language), _written_alike(hypothesis, language)
    total = TermCounts()
    # Two terms that differ in their writing only count once.
    for term in dict.fromkeys(_written_alike(one, language) for one in terms):
        if not term.strip():
            continue
        spoken, found = expected.count(term), heard.count(term)
        total += TermCounts(
            spoken=spoken,
            understood=min(spoken, found),
            false_insertions=max(0, found - spoken),
        )
    return total


def _written_alike(text: str, language: str) -> str:
    if is_spaced(language, text):
        # Doubled, so that a term's own spaces at both ends overlap with no neighbour's.
        return "".join(f" {word} " for word in words_of(text, language))
    return normalised(text, language)
