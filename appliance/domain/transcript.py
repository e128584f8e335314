"""The text of a recording."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.domain.text_change import TextChange, TextStep


class TranscriptKind(StrEnum):
    """Where a version of the text comes from; later ones are shown before earlier ones."""

    LIVE = "live"
    """Finals of the live captions, with what was caught up from disk."""

    SECOND_PASS = "second-pass"  # noqa: S105 - a recognition pass, no password
    """The whole recording recognised again after the stop, in longer segments."""

    EDITED = "edited"

    REMAKING = "remaking"
    """A second pass that is made again; takes the place of the former one when it is complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word or character with its place in the recording, in samples."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """An utterance with its provenance. Positions are samples of the recording."""

    start_sample: int
    end_sample: int
    text: str
    raw_text: str
    language: str
    engine: str
    model: str
    model_sha256: str
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    changes: tuple[TextChange, ...] = ()
    """From ``raw_text`` to ``text``."""

    lexicon: str = ""
    """Short hash of the lexicons that were in use; empty without any."""

    speaker: int | None = None
    """1, 2, 3 … in order of their first words; None if nobody told speakers apart."""

    overlap: bool = False
    """Somebody else speaks at the same time."""

    @property
    def marked_text(self) -> str:
        """``raw_text`` with the marks that it got if the recogniser gives none.

        With it the text chain begins.
        """
        first = self.changes[0] if self.changes else None
        if first and first.step is TextStep.PUNCTUATION and first.before == self.raw_text:
            return first.after
        return self.raw_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One version of the text of one recording."""

    kind: TranscriptKind
    segments: tuple[Segment, ...]
    decided_samples: int
    """All audio before this position was recognised or found to hold no speech."""

    complete: bool

    @property
    def text(self) -> str:
        """All text, one utterance a line."""
        return "\n".join(segment.text for segment in self.segments)
