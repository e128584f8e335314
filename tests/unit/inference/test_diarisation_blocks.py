"""Long recordings block by block, with voices that are numbers."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from appliance.domain.audio import to_samples
from appliance.domain.speakers import Turn
from appliance.inference.diarisation_blocks import tell_apart
from appliance.inference.engine import Samples
from appliance.inference.voice_matching import SAME_VOICE_COSINE, Voice, match

BLOCK_S = 10.0


class FakeDiariser:
    """Hears the voice of a sample in its value; numbers the voices of each block afresh."""

    def __init__(self) -> None:
        self.blocks: list[int] = []
        self.speakers: list[int | None] = []

    def turns(
        self, samples: Samples, speakers: int | None, on_progress: Callable[[float], None]
    ) -> list[Turn]:
        """Each run of equal values is a turn; the last voice heard is number 0."""
        self.blocks.append(len(samples))
        self.speakers.append(speakers)
        on_progress(0.5)
        edges = [0, *(np.flatnonzero(np.diff(samples)) + 1).tolist(), len(samples)]
        runs = [(a, b) for a, b in pairwise(edges) if samples[a]]
        names = {samples[a]: name for name, (a, _) in enumerate(reversed(runs))}
        return [Turn(start_sample=a, end_sample=b, speaker=names[samples[a]]) for a, b in runs]

    def voice(self, samples: Samples) -> NDArray[np.float32] | None:
        """Points where the most heard value points to."""
        values, counts = np.unique(samples, return_counts=True)
        direction = np.zeros(8, dtype=np.float32)
        direction[int(values[np.argmax(counts)])] = 1
        return direction


def recording(*speeches: tuple[float, float, int], seconds: float) -> Samples:
    """Return samples whose value is who speaks: start, end, voice."""
    samples = np.zeros(to_samples(seconds), dtype=np.float32)
    for start_s, end_s, voice in speeches:
        samples[to_samples(start_s) : to_samples(end_s)] = voice
    return samples


def told(
    samples: Samples, *, diariser: FakeDiariser | None = None, speakers: int | None = None
) -> list[tuple[float, float, int]]:
    """Tell apart; turns in seconds."""
    turns = tell_apart(
        lambda first, count: samples[first : first + count],
        len(samples),
        diariser=diariser or FakeDiariser(),
        speakers=speakers,
        on_progress=lambda _: None,
        block_s=BLOCK_S,
    )
    return [(t.start_sample / 16_000, t.end_sample / 16_000, t.speaker) for t in turns]


def test_a_voice_has_one_number_in_all_blocks() -> None:
    """By the order of first words, whatever each block called it."""
    speeches = [(1, 4, 5), (5, 9, 3), (11, 14, 3), (15, 19, 5), (21, 25, 7)]
    found = told(recording(*speeches, seconds=30))
    assert [(1, 4, 1), (5, 9, 2), (11, 14, 2), (15, 19, 1), (21, 25, 3)] == found


def test_a_turn_across_the_edge_of_blocks_is_one() -> None:
    """Two recordings of the same talk differ in nothing."""
    assert [(1, 14, 1), (15, 19, 2)] == told(recording((1, 14, 2), (15, 19, 4), seconds=20))


def test_blocks_are_equal() -> None:
    """No scrap is left that would be too short to know anybody by."""
    diariser = FakeDiariser()
    told(recording((0, 21, 1), seconds=21), diariser=diariser, speakers=2)
    assert [to_samples(7)] * 3 == diariser.blocks
    assert [2, 2, 2] == diariser.speakers


def test_nothing_has_no_turns() -> None:
    """Neither no audio nor nobody in it."""
    assert [] == told(recording(seconds=0))
    assert [] == told(recording(seconds=25))


def test_progress_reaches_the_end() -> None:
    """In samples of the recording, never backwards."""
    samples = recording((0, 30, 1), seconds=30)
    heard: list[int] = []
    tell_apart(
        lambda first, count: samples[first : first + count],
        len(samples),
        diariser=FakeDiariser(),
        speakers=None,
        on_progress=heard.append,
        block_s=BLOCK_S,
    )
    assert [to_samples(s) for s in (5, 10, 15, 20, 25, 30)] == heard


def test_what_is_said_alone_tells_the_voice() -> None:
    """Who talks over somebody else for long is still known by the little said alone."""

    class Overlapping(FakeDiariser):
        def turns(
            self, samples: Samples, speakers: int | None, on_progress: Callable[[float], None]
        ) -> list[Turn]:
            end = len(samples)
            return [
                Turn(start_sample=0, end_sample=end, speaker=0),
                Turn(start_sample=to_samples(3), end_sample=end, speaker=1),
            ]

        def voice(self, samples: Samples) -> NDArray[np.float32] | None:
            pieces.append(len(samples))
            return super().voice(samples)

    pieces: list[int] = []
    told(recording((0, 10, 1), seconds=10), diariser=Overlapping())
    assert [to_samples(3), to_samples(7)] == pieces


def voice(*direction: float, spoken_s: float = 10) -> Voice:
    """Return a voice that points somewhere."""
    towards = np.array(direction, dtype=np.float32)
    return Voice(embedding=towards / np.linalg.norm(towards), spoken_s=spoken_s)


def test_like_voices_are_one() -> None:
    """And unlike ones are two, however many blocks there are."""
    numbers = match([voice(1, 0), voice(0, 1), voice(0.9, 0.1), voice(0.1, 1)], None)
    assert numbers[0] == numbers[2]
    assert numbers[1] == numbers[3]
    assert 2 == len(set(numbers))


def test_as_many_are_left_as_there_are_speakers() -> None:
    """The likest are joined, whether like enough or not; none is parted."""
    voices = [voice(1, 0, 0), voice(0, 1, 0), voice(0, 0.5, 1), voice(1, 0.1, 0)]
    three = match(voices, 3)
    two = match(voices, 2)
    assert three[0] == three[3]
    assert 3 == len(set(three))
    assert two[1] == two[2]
    assert 2 == len(set(two))
    assert 4 == len(set(match(voices, 9)))


def test_a_voice_heard_for_a_moment_is_never_one_of_its_own() -> None:
    """A cough must not become a speaker; it goes to whom it is likest."""
    numbers = match([voice(1, 0), voice(0, 1), voice(-1, 0.5, spoken_s=0.5)], None)
    assert [0, 1, 1] == [sorted({numbers[0], numbers[1]}).index(n) for n in numbers]


def test_moments_are_all_there_is() -> None:
    """Then they count."""
    assert 2 == len(set(match([voice(1, 0, spoken_s=1), voice(0, 1, spoken_s=1)], None)))


@given(
    directions=st.lists(
        st.tuples(*[st.floats(min_value=-1, max_value=1, width=32)] * 3).filter(
            lambda point: np.linalg.norm(point) > 0.1
        ),
        max_size=12,
    ),
    speakers=st.one_of(st.none(), st.integers(min_value=1, max_value=5)),
)
def test_every_voice_has_a_number(
    directions: list[tuple[float, float, float]], speakers: int | None
) -> None:
    """From 0 without holes; no more than asked for, and of two alike the same."""
    numbers = match([voice(*direction) for direction in directions], speakers)
    assert len(directions) == len(numbers)
    assert set(range(len(set(numbers)))) == set(numbers)
    if speakers is not None:
        assert min(speakers, len(directions)) == len(set(numbers))


@pytest.mark.parametrize(("slack", "count"), [(0.01, 1), (-0.01, 2)])
def test_the_threshold_parts_two_voices(slack: float, count: int) -> None:
    """Just above it they are one, just below they are two."""
    cosine = SAME_VOICE_COSINE + slack
    numbers = match([voice(1, 0), voice(cosine, (1 - cosine**2) ** 0.5)], None)
    assert count == len(set(numbers))
