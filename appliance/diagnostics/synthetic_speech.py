"""Sentences that nobody said: words as common as in jieba's dictionary, each with its time."""

import logging
import random
import warnings
from itertools import accumulate
from typing import Final

from appliance.domain.audio import to_samples
from appliance.domain.transcript import Segment, Word

GRID_SAMPLES: Final = to_samples(0.02)
"""Whisper's; SenseVoice's is three times as coarse, and it tells no confidences."""

ENGLISH_SHARE: Final = 0.1
TERM_SHARE: Final = 0.1
NUMBER_SHARE: Final = 0.2
_POOL: Final = 1 << 14

_ENGLISH: Final = (
    *("the", "a", "of", "to", "and", "in", "for", "is", "on", "with", "that", "this", "we"),
    *("you", "it", "are", "be", "at", "from", "pump", "valve", "motor", "machine", "report"),
    *("project", "team", "meeting", "budget", "schedule", "quality", "pressure", "sensor"),
    *("temperature", "network", "server", "update", "issue", "review", "plan", "design"),
    *("safety", "customer", "order", "delivery", "week", "month", "today", "tomorrow"),
    *("please", "check", "again", "before", "after", "because", "problem", "production"),
    *("line", "number", "Siemens", "Kubernetes", "Docker", "Python", "interface", "release"),
)
_NUMBERS: Final = (("二十五", "25"), ("三百", "300"), ("百分之十", "10%"), ("两千零八", "2008"))


class SyntheticSpeech:
    """Gives one utterance after the other; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        """Read the dictionary; takes half a second."""
        self._chance = random.Random(seed)  # noqa: S311 - nothing secret
        words, counts = _dictionary()
        self._words = words
        self._common = list(accumulate(counts))
        self._chinese = self._pool(self._words, self._common)
        self._times = [
            (
                GRID_SAMPLES * self._chance.randint(6, 18),
                GRID_SAMPLES * self._chance.choice((0, 0, 0, 0, 0, 0, 0, 4, 9, 20)),
                round(1 - min(0.9, self._chance.expovariate(12)), 3),
            )
            for _ in range(_POOL)
        ]

    def title(self) -> str:
        """Return a few words."""
        return "".join(self._some(self._chance.randint(2, 4)))

    def utterance(
        self, start_sample: int, *, speaker: int | None = None, is_whisper: bool = True
    ) -> Segment:
        """Return the next utterance from a position on."""
        kind = self._chance.random()
        text = raw_text = ""
        if kind < ENGLISH_SHARE:
            chosen = self._chance.choices(_ENGLISH, k=self._chance.randint(6, 18))
            units = [chosen[0].capitalize(), *(f" {word}" for word in chosen[1:])]
            units[-1] += "."
            text = "".join(units)
        else:
            words = self._some(self._chance.randint(8, 24))
            if kind < ENGLISH_SHARE + TERM_SHARE:
                words.insert(len(words) // 2, self._chance.choice(_ENGLISH))
            elif kind < ENGLISH_SHARE + TERM_SHARE + NUMBER_SHARE:
                said, written = self._chance.choice(_NUMBERS)
                middle = len(words) // 2
                text = f"{''.join(words[:middle])}{written}{''.join(words[middle:])}。"
                words.insert(middle, said)
            raw_text = f"{''.join(words)}。"
            units = [unit for word in words for unit in ((word,) if word.isascii() else word)]
            units[-1] += "。"
        timed, end_sample = self._timed(units, start_sample, is_whisper=is_whisper)
        return Segment(
            start_sample=start_sample,
            end_sample=end_sample,
            text=text or raw_text,
            raw_text=raw_text or text,
            language="zh" if kind >= ENGLISH_SHARE else "en",
            engine="whisper" if is_whisper else "sherpa",
            model="whisper-base" if is_whisper else "sense-voice-small",
            model_sha256="0" * 64,
            confidence=timed[0].confidence,
            words=timed,
            speaker=speaker,
        )

    def _timed(
        self, units: list[str], start_sample: int, *, is_whisper: bool
    ) -> tuple[tuple[Word, ...], int]:
        at = self._chance.randrange(_POOL - len(units))
        grid = GRID_SAMPLES if is_whisper else 3 * GRID_SAMPLES
        end = start_sample
        words = []
        for unit, (length, pause, confidence) in zip(
            units, self._times[at : at + len(units)], strict=True
        ):
            start, end = end, end + length // grid * grid
            words.append(
                Word(
                    text=unit,
                    start_sample=start,
                    end_sample=end,
                    confidence=confidence if is_whisper else None,
                )
            )
            end += pause // grid * grid
        return tuple(words), end

    def _some(self, count: int) -> list[str]:
        """Return words; from a pool, since choosing by how common they are takes long."""
        if len(self._chinese) < count:
            self._chinese = self._pool(self._words, self._common)
        taken = self._chinese[-count:]
        del self._chinese[-count:]
        return taken

    def _pool(self, words: list[str], common: list[int]) -> list[str]:
        return self._chance.choices(words, cum_weights=common, k=_POOL)


def _dictionary() -> tuple[list[str], list[int]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba looks for a module that warns of its end
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    words, counts = [], []
    with jieba.Tokenizer().get_dict_file() as lines:
        for line in lines:
            word, count, _ = line.decode("utf-8").split()
            if not word.isascii():
                words.append(word)
                counts.append(int(count))
    return words, counts
