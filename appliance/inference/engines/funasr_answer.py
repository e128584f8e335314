"""What FunASR answers, made a hypothesis."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from appliance.domain.audio import to_samples
from appliance.inference.engine import EngineHypothesis, EngineRequest, EngineWord

_TAG: Final = re.compile(r"<\|([^|<>]*)\|>")
_LANGUAGES: Final = frozenset({"zh", "en", "yue", "ja", "ko"})
_NEEDLESS_SPACE: Final = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef]) +(?=[\u2e80-\u9fff\uff00-\uffef])"
)
"""Between Chinese or Japanese characters; a Paraformer that gives times sets each apart."""

_PIECE: Final = re.compile(r"[A-Za-z0-9'._-]+|[^\s]")


def hypothesis(
    answers: Sequence[Mapping[str, Any]], request: EngineRequest, *, audio_samples: int
) -> EngineHypothesis:
    """Take the first answer; there is none where nothing was said."""
    if not answers:
        return EngineHypothesis(text="", language=request.language)
    answer = answers[0]
    raw = str(answer.get("text", ""))
    tags = _TAG.findall(raw)
    heard = next((tag for tag in tags if tag in _LANGUAGES), request.language)
    text = _NEEDLESS_SPACE.sub("", _TAG.sub("", raw)).strip()
    if "nospeech" in tags:
        return EngineHypothesis(text="", language=request.language, no_speech_probability=1.0)
    words = _words(text, answer, audio_samples) if request.wants_words else ()
    return EngineHypothesis(text=text, language=heard, words=words)


def _words(text: str, answer: Mapping[str, Any], audio_samples: int) -> tuple[EngineWord, ...]:
    """Return timed words that together are the text; none if the model's do not fit it."""
    words: list[EngineWord] = []
    place = 0
    for piece, start_s, end_s in _timed(text, answer):
        at = text.find(piece, place)
        if at < 0:
            return ()
        # A mark between two words belongs to the one before it, a space to the one after it.
        between, place = text[place:at], at + len(piece)
        mark = between.rstrip() if words else ""
        if mark:
            words[-1] = replace(words[-1], text=words[-1].text + mark)
        start = min(to_samples(start_s), audio_samples)
        words.append(
            EngineWord(
                text=between.removeprefix(mark) + piece,
                start_sample=start,
                end_sample=max(start, min(to_samples(end_s), audio_samples)),
            )
        )
    if words:
        words[-1] = replace(words[-1], text=words[-1].text + text[place:])
    return tuple(words)


def _timed(text: str, answer: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    """Return pieces with their times in seconds; each family tells them in its own way."""
    if answer.get("timestamps"):  # Fun-ASR-Nano
        return [
            (str(one["token"]).strip(), float(one["start_time"]), float(one["end_time"]))
            for one in answer["timestamps"]
            if str(one["token"]).strip()
        ]
    times = answer.get("timestamp") or []
    # SenseVoice names the words, Paraformer leaves them to be counted.
    pieces = [str(word) for word in answer.get("words") or _PIECE.findall(text)]
    if len(pieces) != len(times):
        return []
    return [
        (piece, start / 1000, end / 1000)
        for piece, (start, end) in zip(pieces, times, strict=True)
        if piece
    ]
