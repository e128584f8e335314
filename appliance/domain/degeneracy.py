"""Recognises text that was not spoken: loops, text from silence, learned phrases.

Recognisers trained on subtitles fall into them when there is little to hear. Sources of the
thresholds: the reference implementation of Whisper (compression ratio 2.4, no-speech 0.6 with
mean log probability -1.0). A doubtful voice detector stands in for a doubtful text: of speech
too far away to be understood the no-speech probability stayed below 0.6, of guitars and alarms
that became text it was 0.73 and more.
"""

import re
import unicodedata
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_COMPRESSION_LIMIT: Final = 2.4
_NO_SPEECH_LIMIT: Final = 0.6
_LOG_PROBABILITY_LIMIT: Final = -1.0
_FASTEST_CHARACTERS_PER_S: Final = 14.0
"""Fast Mandarin is 7 to 9 characters a second."""

_SURE: Final = 0.8
"""Certainty of the voice detector that music and machines do not reach."""

_FEW_WORDS: Final = 4
_SLOWEST_WORDS_PER_S: Final = 1.2
"""A lone word with its margins of silence; one in several seconds is a sound that was named."""

_LOOPS: Final = tuple(
    re.compile(pattern) for pattern in (r"(.)\1{5,}", r"(.{2})\1{3,}", r"(.{3,24}?)\1{2,}")
)
"""One character six times, two four times, a phrase three times: 对对对 and 好的好的 are said."""

_LONGEST_WORD: Final = 7
_WORD_REPEATS: Final = 6
"""A Latin word of at most so many letters is like a character: yes, yes, yes is said."""

_REPEATED: Final = re.compile(r"(.+?)\1{2,}")
"""Beeps in a row become the same word in a row: of a doubtful sound it counts once."""

_WORD: Final = re.compile("[a-z0-9]+|[^a-z0-9]")
"""A Latin word or number, or one character."""

LEARNED_FAREWELLS: Final = (
    # Thanks and requests at the end of videos, learned from their subtitles.
    "请不吝点赞",
    "点赞订阅转发打赏",
    "感谢观看",
    "谢谢观看",
    "谢谢收看",
    "感谢收看",
    "我们下期再见",
    "thanksforwatching",
)
"""Damn a text of which they are most: a meeting may well thank somebody for watching."""

LEARNED_CREDITS: Final = (
    # Credits of subtitlers; they go on with names that nobody can list.
    "请不吝点赞",
    "字幕由",
    "字幕志愿者",
    "字幕制作",
    "字幕提供",
    "字幕byamara",
    "amaraorg",
    "中文字幕提供",
    "subtitlesby",
)
"""Damn a text that begins with them."""

_FAREWELL_SHARE: Final = 0.6


class Degeneracy(StrEnum):
    """What is wrong with a text."""

    EMPTY = "empty"
    NO_SPEECH = "no-speech"
    LOOP = "loop"
    LEARNED_PHRASE = "learned-phrase"
    TOO_FAST = "too-fast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A text with what the engine thinks of it."""

    text: str
    """In simplified script."""

    audio_s: float
    confidence: float | None = None
    """Mean log probability of its tokens."""

    no_speech_probability: float | None = None
    certainty: float = 1.0
    """Of the voice detector that there was speech, 0 to 1."""


def bare(text: str) -> str:
    """Return only letters, digits and characters, in lower case."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text).lower()
        if unicodedata.category(character)[0] in "LN"
    )


def judge(suspect: Suspect) -> Degeneracy | None:
    """Return what is wrong with a text; None if it may be shown."""
    text = bare(suspect.text)
    if not text:
        return Degeneracy.EMPTY
    is_unsure = suspect.confidence is not None and suspect.confidence < _LOG_PROBABILITY_LIMIT
    if (suspect.no_speech_probability or 0.0) > _NO_SPEECH_LIMIT and (
        is_unsure or suspect.certainty < _SURE
    ):
        return Degeneracy.NO_SPEECH
    if suspect.certainty < _SURE and _is_a_guess(text, suspect):
        return Degeneracy.NO_SPEECH
    if goes_round(text):
        return Degeneracy.LOOP
    if text.startswith(LEARNED_CREDITS) or any(
        phrase in text and len(phrase) >= _FAREWELL_SHARE * len(text)
        for phrase in LEARNED_FAREWELLS
    ):
        return Degeneracy.LEARNED_PHRASE
    ideographs = sum("\u4e00" <= character <= "\u9fff" for character in text)
    if ideographs > 4 and ideographs > _FASTEST_CHARACTERS_PER_S * suspect.audio_s:
        return Degeneracy.TOO_FAST
    return None


def goes_round(text: str) -> bool:
    """Tell whether a ``bare`` text repeats itself as no speaker does."""
    return _compression_ratio(text) > _COMPRESSION_LIMIT or any(
        not _is_word(match[1]) or len(match[0]) >= _WORD_REPEATS * len(match[1])
        for loop in _LOOPS
        for match in loop.finditer(text)
    )


def _is_word(unit: str) -> bool:
    return unit.isascii() and unit.isalpha() and len(unit) <= _LONGEST_WORD


def _is_a_guess(text: str, suspect: Suspect) -> bool:
    """Tell the few words that engines make of sounds: spread thin, or doubted by themselves."""
    repeated = _REPEATED.fullmatch(text)
    words = len(_WORD.findall(repeated[1] if repeated else text))
    if words > _FEW_WORDS:
        return False
    is_unsure = suspect.confidence is not None and suspect.confidence < _LOG_PROBABILITY_LIMIT
    return is_unsure or words < _SLOWEST_WORDS_PER_S * suspect.audio_s


def _compression_ratio(text: str) -> float:
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw))
