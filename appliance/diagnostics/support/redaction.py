"""Leaves of a text what is the program's own, and puts a short hash for everything else.

The hash has a key that is thrown away with the bundle: two places in it that hold the same can be
told from two that differ, and nothing can be guessed from it by trying.
"""

import hashlib
import re
import secrets
from collections.abc import Collection, Iterable
from typing import Any, Final

from appliance.diagnostics.support.phrases import Phrases

_KEPT: Final = re.compile(
    r"""
    \d{8}-\d{6}-[0-9a-f]{4}(?![0-9a-zA-Z])           # id of a recording: a date and a random number
  | \d{4}-\d\d-\d\d(?:[T\ ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?   # date and time
  | \w+
    """,
    re.VERBOSE,
)
_NUMBER: Final = re.compile(r"\d{1,6}")
_MEASURE: Final = re.compile(r"(\d{1,6})([a-z]{1,4})")
_PARTS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_ALWAYS: Final = frozenset({"identity", "label", "recipient", "mount_point", "serial", "title"})
"""Fields of these names are hashed whole, whatever they hold."""

_NEVER: Final = frozenset({"model_sha256"})
_PHRASE_WORDS: Final = 2


class Redactor:
    """Works on strings and on JSON values; the same for the whole bundle."""

    def __init__(
        self, vocabulary: Collection[str], known: Iterable[str] = (), *, key: bytes | None = None
    ) -> None:
        """``known`` are titles, names and the like: also phrases of ordinary words among them.

        ``vocabulary`` is in lower case.
        """
        self._vocabulary = frozenset(vocabulary)
        self._key = key or secrets.token_bytes(16)
        phrases = {phrase.strip() for phrase in known}
        self._phrases = Phrases(filter(self._is_ordinary_phrase, phrases))

    def text(self, text: str) -> str:
        """Return the text with everything replaced that is not the program's own."""
        text = self._phrases.replaced(text, self.hashed)
        return _KEPT.sub(lambda found: self._word(found[0]), text)

    def value(self, value: Any, *, name: str = "") -> Any:
        """Return a JSON value whose strings, and whose names of fields, are redacted."""
        match value:
            case str() if name in _NEVER:
                return value
            case str():
                return self.hashed(value) if value and name in _ALWAYS else self.text(value)
            case dict():
                return {
                    self.text(str(key)): self.value(each, name=str(key))
                    for key, each in value.items()
                }
            case list() | tuple():
                return [self.value(each, name=name) for each in value]
            case _:
                return value

    def hashed(self, secret: str) -> str:
        """Return what stands for a secret."""
        digest = hashlib.blake2s(secret.encode(errors="replace"), key=self._key, digest_size=3)
        return f"<{digest.hexdigest()}>"

    def _word(self, word: str) -> str:
        if "-" in word or self._is_own(word):  # only ids and dates hold a hyphen
            return word
        return self.hashed(word)

    def _is_own(self, word: str) -> bool:
        if _NUMBER.fullmatch(word) or word.lower() in self._vocabulary or not word.strip("_"):
            return True
        measure = _MEASURE.fullmatch(word)
        if measure is not None:
            return measure[2] in self._vocabulary
        if "_" in word:
            return all(self._is_own(part) for part in word.split("_") if part)
        # Single letters among digits would let every part number through.
        parts = _PARTS.findall(word)
        return all(len(part) > 1 and part.lower() in self._vocabulary for part in parts)

    def _is_ordinary_phrase(self, phrase: str) -> bool:
        """Tell whether a phrase would be left as it is, word by word, and yet says something."""
        found = _KEPT.findall(phrase)
        is_long = len(found) >= _PHRASE_WORDS or (len(phrase) > 2 and phrase.isdigit())
        return is_long and all(self._is_own(word) for word in found)
