"""A moment somebody wants to find again."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST_NOTE: Final = 500
"""Characters."""


class MarkerKind(StrEnum):
    """What the moment was."""

    PLAIN = "plain"
    DECISION = "decision"
    ACTION = "action"
    DEFECT = "defect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A marked position of a recording."""

    at_sample: int
    kind: MarkerKind
    note: str = ""
