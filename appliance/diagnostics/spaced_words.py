"""Words of languages that are written with spaces, all written alike, for word error rates."""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

WITHOUT_SPACES: Final = frozenset({"zh", "yue", "wuu", "ja", "th", "lo", "km", "my"})
"""Languages whose text does not show where a word ends; their error rate is of characters."""

_IDEOGRAPH: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NUMBER: Final = re.compile(r"[$£€]?\d[\d,.:]*(?<![,.:])(?:%|st\b|nd\b|rd\b|th\b)?")


def is_spaced(language: str, reference: str) -> bool:
    """Tell whether words can be counted; where the language is not told the reference decides."""
    if language in {"", "auto"}:
        return bool(reference.strip()) and not _IDEOGRAPH.search(reference)
    return language not in WITHOUT_SPACES


def words_of(text: str, language: str) -> list[str]:
    """NFKC, lower case, English numbers as words, only letters and numbers."""
    text = unicodedata.normalize("NFKC", text).lower()
    if language in {"", "auto", "en"}:
        text = spoken_english_numbers(text)
    kept = [_kept(character) for character in text]
    return "".join(kept).split()


def spoken_english_numbers(text: str) -> str:
    """Replace every number of digits by the words it is read with."""
    return _NUMBER.sub(lambda match: f" {_read(match.group())} ", text)


def _kept(character: str) -> str:
    if character in "'’":
        return ""  # dont and don't
    # Marks belong to the letters before them, in Hindi for example.
    return character if unicodedata.category(character)[0] in "LNM" else " "


@lru_cache(maxsize=1024)
def _read(number: str) -> str:
    return str(_grammars().normalize(number)).lower().replace("-", " ")


@lru_cache(maxsize=1)
def _grammars() -> Any:
    from wetext import Normalizer

    return Normalizer(lang="en", operator="tn")
