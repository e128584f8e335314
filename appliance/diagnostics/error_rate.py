"""Error rates of characters and words, with both sides brought to one way of writing first."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import jiwer
from opencc import OpenCC

from appliance.diagnostics.chinese_numerals import spoken_numbers
from appliance.diagnostics.spaced_words import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRate:
    """Counts of characters or words over one or many texts."""

    substitutions: int = 0
    insertions: int = 0
    deletions: int = 0
    reference_length: int = 0

    @property
    def errors(self) -> int:
        """All three together."""
        return self.substitutions + self.insertions + self.deletions

    @property
    def rate(self) -> float:
        """Errors ÷ length of the reference; may exceed 1."""
        return (
            self.errors / self.reference_length if self.reference_length else float(self.errors > 0)
        )

    @property
    def cer(self) -> float:
        """The rate, where characters were counted."""
        return self.rate

    def __add__(self, other: "ErrorRate") -> "ErrorRate":
        return ErrorRate(
            substitutions=self.substitutions + other.substitutions,
            insertions=self.insertions + other.insertions,
            deletions=self.deletions + other.deletions,
            reference_length=self.reference_length + other.reference_length,
        )


def character_error_rate(reference: str, hypothesis: str) -> float:
    """Return the CER of one text."""
    return measure([(reference, hypothesis)]).cer


def measure(pairs: Iterable[tuple[str, str]]) -> ErrorRate:
    """Count characters over pairs of reference and hypothesis (micro average)."""
    return sum((character_errors(*pair) for pair in pairs), ErrorRate())


def character_errors(reference: str, hypothesis: str, language: str = "zh") -> ErrorRate:
    """Count the characters of one text."""
    expected, heard = normalised(reference, language), normalised(hypothesis, language)
    if not expected or not heard:
        return _one_sided(len(expected), len(heard))
    return _counted(jiwer.process_characters(expected, heard), len(expected))


def word_errors(reference: str, hypothesis: str, language: str) -> ErrorRate:
    """Count the words of one text in a language that is written with spaces."""
    expected, heard = words_of(reference, language), words_of(hypothesis, language)
    if not expected or not heard:
        return _one_sided(len(expected), len(heard))
    return _counted(jiwer.process_words(" ".join(expected), " ".join(heard)), len(expected))


def normalised(text: str, language: str = "zh") -> str:
    """NFKC, simplified, numbers as they are spoken, lower case, only letters and numbers."""
    if language == "en":
        return "".join(words_of(text, language))
    text = unicodedata.normalize("NFKC", text)
    text = spoken_numbers(_to_simplified().convert(text)).lower()
    return "".join(
        character for character in text if unicodedata.category(character)[0] in {"L", "N"}
    )


def _one_sided(expected: int, heard: int) -> ErrorRate:
    return ErrorRate(insertions=heard, deletions=expected, reference_length=expected)


def _counted(counts: Any, length: int) -> ErrorRate:
    return ErrorRate(
        substitutions=counts.substitutions,
        insertions=counts.insertions,
        deletions=counts.deletions,
        reference_length=length,
    )


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")
