"""Character error rate, with both sides brought to one way of writing first."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import jiwer
from opencc import OpenCC

from appliance.diagnostics.chinese_numerals import spoken_numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRate:
    """Counts of characters over one or many texts."""

    substitutions: int
    insertions: int
    deletions: int
    reference_length: int

    @property
    def cer(self) -> float:
        """Errors ÷ characters of the reference; may exceed 1."""
        errors = self.substitutions + self.insertions + self.deletions
        return errors / self.reference_length if self.reference_length else float(errors > 0)


def character_error_rate(reference: str, hypothesis: str) -> float:
    """Return the CER of one text."""
    return measure([(reference, hypothesis)]).cer


def measure(pairs: Iterable[tuple[str, str]]) -> ErrorRate:
    """Count over pairs of reference and hypothesis (micro average)."""
    substitutions = insertions = deletions = length = 0
    for reference, hypothesis in pairs:
        expected, heard = normalised(reference), normalised(hypothesis)
        length += len(expected)
        if not expected or not heard:
            insertions += len(heard)
            deletions += len(expected)
            continue
        counted = jiwer.process_characters(expected, heard)
        substitutions += counted.substitutions
        insertions += counted.insertions
        deletions += counted.deletions
    return ErrorRate(
        substitutions=substitutions,
        insertions=insertions,
        deletions=deletions,
        reference_length=length,
    )


def normalised(text: str) -> str:
    """NFKC, simplified, numbers as Chinese numerals, lower case, only letters and numbers."""
    text = unicodedata.normalize("NFKC", text)
    text = spoken_numbers(_to_simplified().convert(text)).lower()
    return "".join(
        character for character in text if unicodedata.category(character)[0] in {"L", "N"}
    )


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")
