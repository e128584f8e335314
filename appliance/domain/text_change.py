"""What was changed in a text between the recogniser and the screen, and why."""

from dataclasses import dataclass
from enum import StrEnum


class TextStep(StrEnum):
    """The steps of the text chain, in their order."""

    SCRIPT = "script"
    PUNCTUATION = "punctuation"
    REPLACEMENT = "replacement"
    """A rule ``wrong=>right`` of a lexicon."""

    HOT_WORD = "hot-word"
    ITN = "itn"
    OPERATOR = "operator"
    """Not of the chain: a person changed the text afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One replacement. Changes of one text are in order; undone backwards they give its raw text.

    Script and punctuation are told as one change each, of the whole text.
    """

    step: TextStep
    start: int
    """Characters before it, in the text as it came into this step with earlier changes done."""

    before: str
    after: str
    cause: str
    """For a person: the lexicon's line, the rule's name."""
