"""Which of the texts that a beam search ends with is taken, and with which punctuation.

A small model tells homophones apart badly: of texts that it finds about equally likely, the one
made of commoner words is more often what was said.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from opencc import OpenCC

from appliance.domain.degeneracy import bare, goes_round
from appliance.text.dictionary import dictionary

WORD_WEIGHT: Final = 0.15
"""Of the likelihood of the words beside that of the sound; between 0.1 and 0.2 it is all one."""

_COMMON: Final = 5.0
"""Likelihood that a character of common words costs: without it Latin letters would be cheaper."""

_CHINESE: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_UNIT: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]|[A-Za-z]+|[0-9]+")
_MARKS: Final = "，。？！、；：,.?!;:"
_PAUSE: Final = re.compile(r"(?<=[\u3400-\u9fff\uf900-\ufaff])\s+(?=[\u3400-\u9fff\uf900-\ufaff])")


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that the model ended with."""

    text: str
    score: float
    """Mean log probability of its tokens."""


def likeliest(offers: Iterable[Offer]) -> Offer:
    """Return the best by sound and words together; loops, of which models are sure, last."""
    return max(
        offers,
        key=lambda offer: (
            not goes_round(bare(offer.text)),
            offer.score + WORD_WEIGHT * _commonness(offer.text),
        ),
    )


def punctuated(text: str, like: str) -> str:
    """Return a Chinese text that has no marks with those of another one that says the same.

    Spaces between characters go: the model writes them for pauses.
    """
    text = _PAUSE.sub("", text)
    if not text or any(mark in text for mark in _MARKS):
        return text
    plain = "".join(one for one in like if one not in _MARKS)
    marks: dict[int, str] = {}
    at = 0
    for one in like:
        if one in _MARKS:
            marks.setdefault(at, one)
        else:
            at += 1
    ends = _ends(_comparable(plain), _comparable(text))
    after = {ends[end]: mark for end, mark in marks.items() if end in ends}
    return "".join(one + after.get(number, "") for number, one in enumerate(text, start=1))


def _ends(like: str, text: str) -> dict[int, int]:
    """Return where a stretch ends in both; what differs has the same end too."""
    ends: dict[int, int] = {}
    matcher = SequenceMatcher(None, like, text, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            ends |= dict(zip(range(first + 1, last + 1), range(begin + 1, end + 1), strict=True))
        elif kind == "replace":
            ends[last] = end
    return ends


def _commonness(text: str) -> float:
    """Return the mean log probability of the words for each character or Latin word."""
    stretches = _CHINESE.findall(_to_simplified().convert(text))
    if not stretches:
        return 0.0
    total = sum(dictionary().likelihood(one) + _COMMON * len(one) for one in stretches)
    return total / len(_UNIT.findall(text))


def _comparable(text: str) -> str:
    simplified: str = _to_simplified().convert(text)
    return (simplified if len(simplified) == len(text) else text).lower()


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")
