"""What shows only after hours: text from silence, memory that grows, times that drift.

Each runs in a real inference process, as fast as the machine allows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import linear_regression, mean
from typing import Final

import psutil

from appliance.config import Settings
from appliance.diagnostics.inference_process import ChildCommand, inference_process
from appliance.diagnostics.long_run_recording import LongRecording
from appliance.diagnostics.long_run_session import LongSession
from appliance.diagnostics.long_run_sounds import BLOCK_SAMPLES, Sound, block
from appliance.diagnostics.long_run_text import LongRunText
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES, to_seconds
from appliance.domain.degeneracy import bare
from appliance.wire import Message
from appliance.wire.inference import (
    FinalHypothesis,
    PartialHypothesis,
    SessionKind,
    SessionProgress,
)

CHARACTERS_PER_HOUR: Final = 5.0
"""More text from an hour in which nobody speaks is too much."""

SLOPE_PERCENT_PER_HOUR: Final = 1.0
SHIFT_S: Final = 0.2
LONGEST_HOLE: Final = 2
"""Characters in a row that a model may leave out by itself; a bad join costs more."""

_SETTLES_S: Final = 600.0
_SETTLES_SHARE: Final = 0.3
"""Of a recording too short for ten minutes of settling."""

_SAMPLED_EVERY_S: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A stretch in which nobody spoke."""

    sound: Sound
    audio_s: float
    characters: int
    """Of all finals."""

    partial_characters: int
    """Of the longest partial of each utterance."""

    texts: tuple[str, ...]

    @property
    def characters_per_hour(self) -> float:
        """Finals and what only flashed up, whichever is more."""
        return max(self.characters, self.partial_characters) * 3600 / self.audio_s


@dataclass(frozen=True, slots=True, kw_only=True)
class LongRun:
    """A long recording."""

    audio_s: float
    decode_s: float
    rss_bytes: tuple[int, ...]
    """At equal distances of audio."""

    slope_percent_per_hour: float
    """Of memory, per hour of audio, after it has settled."""

    text: LongRunText


async def quiet(
    settings: Settings,
    *,
    models: Path,
    child_command: ChildCommand,
    sound: Sound,
    minutes: float,
    kind: SessionKind = SessionKind.LIVE,
) -> Quiet:
    """Listen to a sound in which nobody speaks. Raises ApplianceError."""
    finals: list[str] = []
    partials: dict[int, int] = {}

    def hear(message: Message) -> None:
        match message:
            case FinalHypothesis():
                finals.append(message.text)
            case PartialHypothesis():
                length = len(bare(message.stable_text + message.tentative_text))
                partials[message.utterance] = max(partials.get(message.utterance, 0), length)
            case _:
                pass

    async with inference_process(settings, models=models, child_command=child_command) as process:
        session = LongSession(process.socket, _sound_blocks(sound, minutes), kind=kind)
        ended = await session.run(hear)
    return Quiet(
        sound=sound,
        audio_s=ended.audio_s,
        characters=sum(len(bare(text)) for text in finals),
        partial_characters=sum(partials.values()),
        texts=tuple(finals),
    )


async def long_run(
    settings: Settings,
    *,
    models: Path,
    child_command: ChildCommand,
    hours: float,
    kind: SessionKind = SessionKind.BATCH,
) -> LongRun:
    """Recognise a recording of so many hours. Raises ApplianceError."""
    recording = LongRecording(hours * 3600)
    finals: list[FinalHypothesis] = []
    memory = _Memory()
    async with inference_process(settings, models=models, child_command=child_command) as process:
        memory.process = psutil.Process(process.process.pid)

        def hear(message: Message) -> None:
            match message:
                case FinalHypothesis():
                    finals.append(message)
                case SessionProgress():
                    memory.sample(message.decided_samples)
                case _:
                    pass

        ended = await LongSession(process.socket, recording.blocks(), kind=kind).run(hear)
    return LongRun(
        audio_s=ended.audio_s,
        decode_s=ended.decode_s,
        rss_bytes=tuple(memory.rss_bytes),
        slope_percent_per_hour=memory.slope_percent_per_hour(ended.audio_s),
        text=LongRunText(recording.clips, finals),
    )


@dataclass(kw_only=True)
class _Memory:
    """Of the inference process."""

    process: psutil.Process | None = None
    rss_bytes: list[int] = field(default_factory=list)
    at_s: list[float] = field(default_factory=list)

    def sample(self, decided_samples: int) -> None:
        now_s = to_seconds(decided_samples)
        if self.process is None or (self.at_s and now_s - self.at_s[-1] < _SAMPLED_EVERY_S):
            return
        self.at_s.append(now_s)
        self.rss_bytes.append(self.process.memory_info().rss)

    def slope_percent_per_hour(self, audio_s: float) -> float:
        settled_s = min(_SETTLES_S, _SETTLES_SHARE * audio_s)
        samples = [
            (at_s, size)
            for at_s, size in zip(self.at_s, self.rss_bytes, strict=True)
            if at_s >= settled_s
        ]
        if len(samples) < 2:
            return 0.0
        times, sizes = zip(*samples, strict=True)
        return float(100 * 3600 * linear_regression(times, sizes).slope / mean(sizes))


def _sound_blocks(sound: Sound, minutes: float) -> Iterator[bytes]:
    left = round(minutes * 60 * SAMPLE_RATE_HZ)
    for number in count():
        if left <= 0:
            return
        yield block(sound, number)[: left * SAMPLE_WIDTH_BYTES]
        left -= BLOCK_SAMPLES
