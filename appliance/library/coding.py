"""Domain objects as JSON in the library and in ``transcript.json``."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from appliance.domain.recording import Recording
from appliance.domain.text_change import TextChange
from appliance.domain.transcript import Word

_RECORDING: Final = TypeAdapter(Recording)
_WORDS: Final = TypeAdapter(tuple[Word, ...])
_CHANGES: Final = TypeAdapter(tuple[TextChange, ...])


def clean(text: str) -> str:
    """Replace halves of surrogate pairs, which neither SQLite nor UTF-8 files can hold."""
    return text.encode(errors="replace").decode()


def to_json(value: Mapping[str, Any]) -> str:
    """Encode for a UTF-8 file or column; Chinese stays readable."""
    return clean(json.dumps(value, ensure_ascii=False))


def encode_recording(recording: Recording) -> str:
    """Encode a recording as a JSON object."""
    return to_json(_RECORDING.dump_python(recording, mode="json"))


def decode_recording(text: str) -> Recording:
    """Decode ``encode_recording``; unknown fields are ignored. Raises ValueError."""
    return _RECORDING.validate_json(text)


def encode_words(words: tuple[Word, ...]) -> str:
    """Encode the words of a segment as a JSON array."""
    return clean(json.dumps(_WORDS.dump_python(words, mode="json"), ensure_ascii=False))


def decode_words(text: str) -> tuple[Word, ...]:
    """Decode ``encode_words``. Raises ValueError."""
    return _WORDS.validate_json(text)


def encode_changes(changes: tuple[TextChange, ...]) -> str:
    """Encode what the text chain did as a JSON array."""
    return clean(json.dumps(_CHANGES.dump_python(changes, mode="json"), ensure_ascii=False))


def decode_changes(text: str) -> tuple[TextChange, ...]:
    """Decode ``encode_changes``. Raises ValueError."""
    return _CHANGES.validate_json(text)
