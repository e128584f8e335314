"""Makes words of the tokens that sherpa-onnx gives."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from appliance.domain.audio import to_samples
from appliance.inference.engine import EngineWord

LONGEST_TOKEN_S: Final = 0.4
"""A token's end is not known: it lasts until the next one, at most so long."""

_TAG: Final = re.compile(r"<\|[^|<>]*\|>")
_NO_TEXT: Final = {"<unk>", "<s>", "</s>", "<blank>"}
_PIECE_OF_WORD: Final = "@@"
"""How Paraformer marks a piece that goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of text as the model gave it."""

    text: str
    start_s: float
    log_probability: float | None = None


def without_tags(text: str) -> str:
    """Remove ``<|…|>``: language, emotion, event, and whether numbers were written as digits."""
    return _TAG.sub("", text)


def tokens_of(
    texts: Sequence[str], starts_s: Sequence[float], log_probabilities: Sequence[float] = ()
) -> list[Token]:
    """Join what sherpa-onnx gives side by side; it gives no times for some models."""
    if len(texts) != len(starts_s):
        starts_s = [0.0] * len(texts)
    known = log_probabilities if len(log_probabilities) == len(texts) else [None] * len(texts)
    return [
        Token(text=text, start_s=start, log_probability=probability)
        for text, start, probability in zip(texts, starts_s, known, strict=True)
        if text not in _NO_TEXT
    ]


def join_sentence_pieces(tokens: Sequence[Token], *, audio_samples: int) -> tuple[EngineWord, ...]:
    """Join pieces of SentencePiece (SenseVoice): one that begins a word begins with a space.

    Chinese characters and kana are words of their own; marks go to the word before them.
    Together the words are the text.
    """
    drafts: list[_Draft] = []
    for token in tokens:
        text = without_tags(token.text).replace("▁", " ")
        if text and (not drafts or not _goes_on(drafts[-1].text, text)):
            drafts.append(_Draft())
        if drafts:
            drafts[-1].add(text, token)
    return _words(drafts, audio_samples)


def join_marked_pieces(tokens: Sequence[Token], *, audio_samples: int) -> tuple[EngineWord, ...]:
    """Join pieces of Paraformer: one that goes on ends in ``@@``; spaces are around Latin words."""
    drafts: list[_Draft] = []
    goes_on = False
    for token in tokens:
        goes_on_after = token.text.endswith(_PIECE_OF_WORD)
        text = without_tags(token.text.removesuffix(_PIECE_OF_WORD)).strip()
        if not goes_on or not text.isascii() or not drafts:
            is_apart = text.isascii() or (bool(drafts) and drafts[-1].text.isascii())
            drafts.append(_Draft())
            text = f" {text}" if is_apart and text else text
        drafts[-1].add(text, token)
        goes_on = goes_on_after
    return _words([draft for draft in drafts if draft.text], audio_samples)


@dataclass(slots=True)
class _Draft:
    text: str = ""
    tokens: list[Token] = field(default_factory=list)

    def add(self, text: str, token: Token) -> None:
        self.text += text
        self.tokens.append(token)

    @property
    def confidence(self) -> float | None:
        known = [t.log_probability for t in self.tokens if t.log_probability is not None]
        if not known:
            return None
        return round(min(math.exp(sum(known) / len(known)), 1.0), 3)


def _goes_on(before: str, text: str) -> bool:
    if before.isspace():
        return True
    if text[0].isspace():
        return False
    if _is_mark(text[0]):
        return True
    return not (_stands_alone(text[0]) or _stands_alone(before[-1]))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PSM"


def _stands_alone(character: str) -> bool:
    """Whether no space is to be expected beside it: Han, kana and their marks."""
    if character.isascii():
        return False
    return _is_mark(character) or unicodedata.name(character, "").startswith(
        ("CJK UNIFIED", "CJK COMPATIBILITY", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC")
    )


def _words(drafts: Sequence[_Draft], audio_samples: int) -> tuple[EngineWord, ...]:
    """Give each word its place: inside the audio, none before the one before it."""
    if not drafts:
        return ()
    drafts[0].text = drafts[0].text.lstrip()
    drafts[-1].text = drafts[-1].text.rstrip()
    drafts = [draft for draft in drafts if draft.text]
    longest = to_samples(LONGEST_TOKEN_S)
    starts: list[int] = []
    for draft in drafts:
        earliest = starts[-1] if starts else 0
        starts.append(min(max(_samples(draft.tokens[0].start_s), earliest), audio_samples))
    words = []
    for draft, (start, following) in zip(drafts, pairwise([*starts, audio_samples]), strict=True):
        spoken = [token for token in draft.tokens if not _is_only_marks(token.text)]
        last = max((_samples(token.start_s) for token in spoken), default=start)
        words.append(
            EngineWord(
                text=draft.text,
                start_sample=start,
                end_sample=max(start, min(last + longest, following)),
                confidence=draft.confidence,
            )
        )
    return tuple(words)


def _samples(seconds: float) -> int:
    return to_samples(seconds) if math.isfinite(seconds) else 0


def _is_only_marks(text: str) -> bool:
    return all(_is_mark(character) or character.isspace() for character in text)
