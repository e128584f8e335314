"""Audio recognised in pieces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.inference.engine import EngineHypothesis, EngineRequest, EngineWord, Samples
from appliance.inference.halves import MIDDLE_SHARE, joined, quiet_middle, recognise
from appliance.inference.out_of_memory import is_out_of_memory
from tests.fakes.engine import FakeEngine

SECOND = 16_000


def loud(seconds: float) -> Samples:
    """Make noise."""
    count = round(seconds * SECOND)
    return np.random.default_rng(1).normal(0, 0.1, count).astype(np.float32)


def test_the_cut_is_in_the_pause_near_the_middle() -> None:
    """Not in the longer one near the end."""
    samples = loud(10)
    samples[round(4.4 * SECOND) : round(4.8 * SECOND)] = 0
    samples[round(8 * SECOND) : round(9 * SECOND)] = 0

    assert 4.4 <= quiet_middle(samples) / SECOND <= 4.8


@given(st.integers(min_value=2, max_value=40 * SECOND))
def test_both_parts_are_shorter_than_most_of_the_whole(length: int) -> None:
    """So that cutting comes to an end, and nothing is lost."""
    cut = quiet_middle(np.zeros(length, dtype=np.float32))

    assert 0 < cut < length
    assert max(cut, length - cut) <= length * MIDDLE_SHARE + 1


@given(st.integers(min_value=1, max_value=30 * SECOND), st.integers(2 * SECOND, 30 * SECOND))
def test_every_sample_is_recognised_once(length: int, longest: int) -> None:
    """In pieces no longer than allowed."""
    engine = FakeEngine(lambda samples, _: EngineHypothesis(text=str(len(samples)), language="zh"))
    recognise(
        engine,
        np.zeros(length, dtype=np.float32),
        EngineRequest(language="zh"),
        longest_samples=longest,
    )

    assert length == sum(engine.lengths)
    assert max(engine.lengths) <= longest


def hypothesis(text: str, *words: str, confidence: float | None = None) -> EngineHypothesis:
    """Make one whose words last a second each."""
    return EngineHypothesis(
        text=text,
        language="zh",
        words=tuple(
            EngineWord(text=word, start_sample=at * SECOND, end_sample=(at + 1) * SECOND)
            for at, word in enumerate(words)
        ),
        confidence=confidence,
    )


def test_words_of_the_second_part_move_to_their_places() -> None:
    """Together they still are the text."""
    whole = joined(
        hypothesis("hello box", "hello", " box", confidence=-0.2),
        hypothesis("good night", "good", " night", confidence=-0.6),
        at_sample=3 * SECOND,
        sample_count=4 * SECOND,
    )

    assert "hello box good night" == whole.text == "".join(word.text for word in whole.words)
    assert [0, 1, 3, 4] == [word.start_sample // SECOND for word in whole.words]
    assert whole.confidence == pytest.approx(-0.3)


def test_chinese_is_joined_without_a_space() -> None:
    """And a part without text adds nothing."""
    joints = [
        joined(hypothesis(first), hypothesis(second), at_sample=1, sample_count=2).text
        for first, second in (("你好。", "再见。"), ("", "再见。"), ("你好。", ""))
    ]

    assert ["你好。再见。", "再见。", "你好。"] == joints


class OutOfMemoryError(RuntimeError):
    """Named as torch's."""


@pytest.mark.parametrize(
    ("error", "is_lack"),
    [
        (MemoryError(), True),
        (OutOfMemoryError("CUDA"), True),
        (RuntimeError("CUDA failed with error out of memory"), True),
        (RuntimeError("std::bad_alloc"), True),
        (RuntimeError("Failed to allocate memory for requested buffer of size 9"), True),
        (OSError(12, "Cannot allocate memory"), True),
        (RuntimeError("invalid shape"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_lack_of_memory_is_told_from_other_errors(error: Exception, is_lack: bool) -> None:
    """Every library says it in its own words."""
    assert is_lack == is_out_of_memory(error)


def test_an_error_caused_by_lack_of_memory_is_one() -> None:
    """An engine may have put it into its own words."""
    outer = ValueError("decoding failed")
    outer.__cause__ = MemoryError()

    assert is_out_of_memory(outer)
