"""What came of one file of an evaluation, counted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from appliance.diagnostics.before_itn import before_itn
from appliance.diagnostics.error_rate import (
    ErrorRate,
    character_errors,
    normalised,
    word_errors,
)
from appliance.diagnostics.evaluation_set import Item
from appliance.diagnostics.spaced_words import is_spaced
from appliance.diagnostics.term_counts import TermCounts, count_terms
from appliance.domain.text_change import TextChange, TextStep
from appliance.wire.inference import FinalHypothesis


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """What bare faster-whisper made of the same file."""

    text: str
    took_s: float
    characters: ErrorRate
    words: ErrorRate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedFile:
    """See the module. Files in which nobody speaks have no rates, only ``silent_characters``."""

    name: str
    language: str
    reference: str
    raw_text: str
    """As the engine gave it."""

    text: str
    """As it is shown."""

    counted_text: str
    """``text`` before numbers were written in digits; errors are counted in it."""

    corrections: tuple[TextChange, ...]
    """By rules and hot words of the lexicons."""

    audio_s: float
    took_s: float
    decode_s: float
    characters: ErrorRate
    words: ErrorRate | None
    """None in languages written without spaces."""

    terms: TermCounts
    silent_characters: int | None
    """What came of a file in which nobody speaks; None for all others."""

    bare: Bare | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it for other programs."""
        found = asdict(self)
        if not self.silent_characters and self.silent_characters is None:
            found["cer"] = round(self.characters.rate, 4)
        return found


def count_file(
    item: Item,
    finals: Sequence[FinalHypothesis],
    *,
    language: str,
    terms: Sequence[str],
    audio_s: float,
    took_s: float,
    decode_s: float,
    bare: tuple[str, float] | None = None,
) -> EvaluatedFile:
    """Count everything in one file; ``bare`` is its text and time."""
    counted = joined([before_itn(final.text, final.changes) for final in finals], language)
    is_silent = not normalised(item.reference)
    return EvaluatedFile(
        name=item.name,
        language=language,
        reference=item.reference,
        raw_text=joined([final.raw_text for final in finals], language),
        text=joined([final.text for final in finals], language),
        counted_text=counted,
        corrections=tuple(
            change
            for final in finals
            for change in final.changes
            if change.step in {TextStep.REPLACEMENT, TextStep.HOT_WORD}
        ),
        audio_s=round(audio_s, 3),
        took_s=round(took_s, 3),
        decode_s=round(decode_s, 3),
        characters=_characters(item, counted, language, is_silent=is_silent),
        words=_words(item, counted, language, is_silent=is_silent),
        terms=count_terms(terms, item.reference, counted, language),
        silent_characters=len(normalised(counted)) if is_silent else None,
        bare=None
        if bare is None
        else Bare(
            text=bare[0],
            took_s=round(bare[1], 3),
            characters=_characters(item, bare[0], language, is_silent=is_silent),
            words=_words(item, bare[0], language, is_silent=is_silent),
        ),
    )


def joined(texts: Sequence[str], language: str) -> str:
    """Put the texts of utterances together, with spaces where the language has them."""
    return (" " if is_spaced(language, "".join(texts)) else "").join(texts)


def _characters(item: Item, text: str, language: str, *, is_silent: bool) -> ErrorRate:
    return ErrorRate() if is_silent else character_errors(item.reference, text, language)


def _words(item: Item, text: str, language: str, *, is_silent: bool) -> ErrorRate | None:
    if is_silent or not is_spaced(language, item.reference):
        return None
    return word_errors(item.reference, text, language)
