"""A place of a text that may be a term."""

from dataclasses import dataclass
from typing import Final

KEPT_GAIN: Final = 50.0
"""A term that stands there as it should wins against all that overlaps with it."""

MISSPELLED_GAIN: Final = 5.0
"""For a long Latin word that is one letter off."""


@dataclass(frozen=True, slots=True)  # positional: made for every place that sounds alike
class Candidate:
    """A replacement of ``start`` to ``end`` by ``term``."""

    gain: float
    start: int
    end: int
    term: str
