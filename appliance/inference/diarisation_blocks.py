"""Tells the speakers of a recording of any length apart, block by block.

Memory and time of the clustering grow with the square of the audio, so each block is clustered
by itself, and the voices of all blocks are matched by one embedding each.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.speakers import Turn, in_order
from appliance.inference.engine import Samples
from appliance.inference.voice_matching import Voice, match

BLOCK_S: Final = 600.0
"""50 MB at the most; long enough that whoever takes part in a talk is heard for a while."""

JOINED_PAUSE_S: Final = 0.5
"""Two turns of one speaker with less between them are one, across the edges of blocks too."""

MOST_OF_A_VOICE_S: Final = 20.0
"""Of speech for one embedding; more of it makes it hardly better but needs more memory."""

LEAST_ALONE_S: Final = 0.5
"""With less speech of a speaker alone, what is said together with others has to do."""

Stretch = tuple[int, int]
"""From sample to sample."""


class Diariser(Protocol):
    """What looks at one block."""

    def turns(
        self, samples: Samples, speakers: int | None, on_progress: Callable[[float], None]
    ) -> list[Turn]:
        """Return who speaks when, in samples of the block; progress goes from 0 to 1."""
        ...

    def voice(self, samples: Samples) -> NDArray[np.float32] | None:
        """Return what a voice is like, as a vector of length 1.

        None if it cannot be told; such a speaker is left out.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _BlockTurns:
    """The turns of one speaker of one block, in samples of the recording."""

    stretches: list[Stretch]
    voice: Voice


def tell_apart(
    read: Callable[[int, int], Samples],
    sample_count: int,
    *,
    diariser: Diariser,
    speakers: int | None,
    on_progress: Callable[[int], None],
    block_s: float = BLOCK_S,
) -> list[Turn]:
    """Return who speaks when, numbered 1, 2, 3 … in order of time.

    ``read(first_sample, count)`` gives the audio; ``on_progress`` hears how many samples are done.
    """
    heard: list[_BlockTurns] = []
    for start, end in pairwise(_edges(sample_count, to_samples(block_s))):
        samples = read(start, end - start)

        def told(share: float, start: int = start, end: int = end) -> None:
            on_progress(start + round(share * (end - start)))

        turns = diariser.turns(samples, speakers, told)
        heard += _speakers_of_block(turns, samples, start, diariser)
        on_progress(end)
    numbers = match([block.voice for block in heard], speakers)
    return in_order(_joined(heard, numbers))


def _edges(sample_count: int, most: int) -> list[int]:
    """Cut into blocks of equal length, so that the last one is no scrap."""
    count = -(-sample_count // most)
    return [sample_count * place // count for place in range(count + 1)] if count else []


def _speakers_of_block(
    turns: Sequence[Turn], samples: Samples, start: int, diariser: Diariser
) -> list[_BlockTurns]:
    alone = _alone(turns)
    found = []
    for speaker in sorted({turn.speaker for turn in turns}):
        own = [(t.start_sample, t.end_sample) for t in turns if t.speaker == speaker]
        clear = alone.get(speaker, [])
        if sum(b - a for a, b in clear) < to_samples(LEAST_ALONE_S):
            clear = own
        speech = np.concatenate([samples[a:b] for a, b in _longest(clear)] or [samples[:0]])
        embedding = diariser.voice(speech)
        if embedding is not None:
            voice = Voice(embedding=embedding, spoken_s=to_seconds(len(speech)))
            stretches = [(start + a, start + b) for a, b in own]
            found.append(_BlockTurns(stretches=stretches, voice=voice))
    return found


def _alone(turns: Sequence[Turn]) -> dict[int, list[Stretch]]:
    """Return for each speaker where nobody else speaks."""
    edges = sorted({edge for turn in turns for edge in (turn.start_sample, turn.end_sample)})
    found: dict[int, list[Stretch]] = {}
    for one, other in pairwise(edges):
        speakers = {t.speaker for t in turns if t.start_sample <= one and other <= t.end_sample}
        if len(speakers) == 1:
            found.setdefault(speakers.pop(), []).append((one, other))
    return found


def _longest(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the longest of them, up to what an embedding is made of, in order of time."""
    left = to_samples(MOST_OF_A_VOICE_S)
    chosen = []
    for start, end in sorted(stretches, key=lambda stretch: stretch[0] - stretch[1]):
        end = min(end, start + left)  # noqa: PLW2901 - the last one is cut
        if end <= start:
            break
        chosen.append((start, end))
        left -= end - start
    return sorted(chosen)


def _joined(heard: Sequence[_BlockTurns], numbers: Sequence[int]) -> list[Turn]:
    """Join the turns of each speaker that follow one another closely."""
    pause = to_samples(JOINED_PAUSE_S)
    turns = []
    for number in sorted(set(numbers)):
        own = sorted(
            stretch
            for block, owner in zip(heard, numbers, strict=True)
            if owner == number
            for stretch in block.stretches
        )
        joined: list[Stretch] = []
        for start, end in own:
            if joined and start - joined[-1][1] < pause:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            elif start < end:
                joined.append((start, end))
        turns += [Turn(start_sample=a, end_sample=b, speaker=number) for a, b in joined]
    return turns
