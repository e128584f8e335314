"""Domain objects as JSON in the library and in ``transcript.json``."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from appliance.domain.recording import Recording
from appliance.domain.text_change import TextChange
from appliance.domain.transcript import Segment
from appliance.library.packing import squeeze, unsqueeze
from appliance.library.word_coding import clean

_RECORDING: Final = TypeAdapter(Recording)
_CHANGES: Final = TypeAdapter(tuple[TextChange, ...])
_MOST_ROUNDED: Final = 1e9
_USUAL_CHANGES: Final = (
    '{"step":"hot-word","start":{"step":"replacement","start":{"step":"itn","start":'
    '"before":"","after":"","cause":"traditional script"},'
    '"after":"","cause":"simplified script"},{"step":"script","start":0,"before":"'
    '","after":"","cause":"punctuation"}]{"step":"punctuation","start":0,"before":"'
)
"""What changes have in common. It never changes: nothing compressed with it could be read."""


def to_json(value: Mapping[str, Any]) -> str:
    """Encode for a UTF-8 file or column; Chinese stays readable."""
    return clean(json.dumps(value, ensure_ascii=False))


def encode_recording(recording: Recording) -> bytes:
    """Encode a recording as compressed JSON: hashes and names of files repeat much."""
    return squeeze(_compact(_RECORDING.dump_python(recording, mode="json")))


def decode_recording(content: bytes) -> Recording:
    """Decode ``encode_recording``; unknown fields are ignored. Raises ValueError, zlib.error."""
    return _RECORDING.validate_json(unsqueeze(content))


def encode_raw_text(segment: Segment) -> bytes | None:
    """Encode the raw text by what differs from the text; None where nothing does."""
    if segment.raw_text == segment.text:
        return None
    return squeeze(clean(segment.raw_text), clean(segment.text))


def decode_raw_text(content: bytes | None, text: str) -> str:
    """Decode ``encode_raw_text``."""
    return text if content is None else unsqueeze(content, text)


def encode_changes(segment: Segment) -> bytes | None:
    """Encode what the text chain did; None where it did nothing.

    A change of the whole text repeats both texts, and so costs next to nothing.
    """
    if not segment.changes:
        return None
    changes = _compact(_CHANGES.dump_python(segment.changes, mode="json"))
    return squeeze(changes, _like_changes(clean(segment.text), clean(segment.raw_text)))


def decode_changes(content: bytes | None, text: str, raw_text: str) -> tuple[TextChange, ...]:
    """Decode ``encode_changes``. Raises ValueError."""
    if content is None:
        return ()
    return _CHANGES.validate_json(unsqueeze(content, _like_changes(text, raw_text)))


def encode_confidence(confidence: float | None) -> float | int | None:
    """Return whole thousandths, as all engines round to; else the number itself."""
    if confidence is None or not abs(confidence) < _MOST_ROUNDED:
        return confidence
    thousandths = round(confidence * 1000)
    return thousandths if thousandths / 1000 == confidence else confidence


def decode_confidence(stored: float | int | None) -> float | None:
    """Decode ``encode_confidence``."""
    return stored / 1000 if isinstance(stored, int) else stored


def _compact(value: object) -> str:
    return clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _like_changes(text: str, raw_text: str) -> str:
    return f"{_USUAL_CHANGES}{raw_text}{text}"
