"""Punctuation for words that come without: from a punctuator's text, or from pauses."""

from collections.abc import Sequence
from typing import Final, Protocol

from appliance.domain.audio import SAMPLE_RATE_HZ

COMMA_PAUSE_S: Final = 0.35
"""Between words of read and free speech alike; shorter ones are breath and emphasis."""

FULL_STOP_PAUSE_S: Final = 0.9
FEWEST_BETWEEN: Final = 4
"""Characters (or words) between two marks guessed from pauses: hesitation is no clause."""

_MARKS: Final = frozenset("，。？！、；：,.?!;:…")
_HALF_WIDTH: Final = {"，": ",", "、": ",", "。": ".", "？": "?", "！": "!", "；": ";", "：": ":"}
_QUESTION_ENDINGS: Final = ("吗",)
"""呢 ends as many statements as questions, so it is not taken for one."""


class Spoken(Protocol):
    """A word with its place."""

    @property
    def text(self) -> str:
        """As the engine gave it."""
        ...

    @property
    def start_sample(self) -> int:
        """First sample."""
        ...

    @property
    def end_sample(self) -> int:
        """Sample after the last."""
        ...


def marks(words: Sequence[Spoken], punctuated: str | None) -> list[str]:
    """Return for each word the mark that follows it; empty for none.

    ``punctuated`` is the text of the words as a punctuator returned it; it is ignored if anything
    but marks and spaces differs. Without it pauses decide.
    """
    if punctuated is not None:
        aligned = _aligned([word.text for word in words], punctuated)
        if aligned is not None:
            return aligned
    return _from_pauses(words)


def _aligned(words: Sequence[str], punctuated: str) -> list[str] | None:
    found: list[str] = []
    at = 0
    for word in words:
        for character in _spoken(word):
            while at < len(punctuated) and not _is_spoken(punctuated[at]):
                at += 1  # a space, or a mark that nothing stands before
            if at >= len(punctuated) or punctuated[at].casefold() != character.casefold():
                return None
            at += 1
        mark = ""
        while at < len(punctuated) and not _is_spoken(punctuated[at]):
            if punctuated[at] in _MARKS:
                mark = mark or punctuated[at]
            at += 1
        found.append(mark)
    return found if at >= len(punctuated) else None


def _is_spoken(character: str) -> bool:
    return character not in _MARKS and not character.isspace()


def _spoken(word: str) -> str:
    return "".join(character for character in word if _is_spoken(character))


def _from_pauses(words: Sequence[Spoken]) -> list[str]:
    found: list[str] = []
    since = 0
    for at, word in enumerate(words):
        text = _spoken(word.text)
        since += len(text) if _is_chinese(text) else bool(text)
        mark = ""
        if at == len(words) - 1:
            mark = _end_mark(words)
        elif since >= FEWEST_BETWEEN:
            pause_s = (words[at + 1].start_sample - word.end_sample) / SAMPLE_RATE_HZ
            if pause_s >= FULL_STOP_PAUSE_S:
                mark = "。"
            elif pause_s >= COMMA_PAUSE_S:
                mark = "，"
        if mark:
            since = 0
        found.append(mark if _is_chinese(text) else _HALF_WIDTH.get(mark, mark))
    return found


def _end_mark(words: Sequence[Spoken]) -> str:
    ending = "".join(_spoken(word.text) for word in words[-2:])
    if not ending:
        return ""
    return "？" if ending.endswith(_QUESTION_ENDINGS) else "。"


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in text)
