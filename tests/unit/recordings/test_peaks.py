"""The outline of a recording's sound."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.recordings import RecordingWriter
from appliance.recordings.peaks import BUCKET_SAMPLES, NAME, Outline, Peaks


def loud(*buckets: int) -> bytes:
    """Return a sample of each loudness in the middle of silence, a bucket each."""
    samples = np.zeros(len(buckets) * BUCKET_SAMPLES, "<i2")
    samples[BUCKET_SAMPLES // 2 :: BUCKET_SAMPLES] = buckets
    return samples.tobytes()


def pairs(outline: Outline) -> list[tuple[int, int]]:
    """Return lowest and highest of each point."""
    return [(int(low), int(high)) for low, high in outline]


def test_each_point_holds_the_lowest_and_highest_sample(
    new_writer: Callable[..., RecordingWriter],
) -> None:
    """In bytes: full scale is 127 and -128."""
    writer = new_writer()
    writer.append(loud(32767, -32768, 256, 0))

    outline = Peaks(writer.folder).outline(0, 4 * BUCKET_SAMPLES, 4)

    assert [(0, 127), (-128, 0), (0, 1), (0, 0)] == pairs(outline)


def test_a_recording_that_grows_is_measured_on_from_where_it_was(
    new_writer: Callable[..., RecordingWriter],
) -> None:
    """What is kept is not measured again, and a bucket is kept once it is full."""
    writer = new_writer()
    writer.append(loud(512, 1024))
    peaks = Peaks(writer.folder)
    peaks.extend()
    kept = (writer.folder / NAME).read_bytes()

    writer.append(loud(-512)[:-2])
    peaks.extend()
    assert kept == (writer.folder / NAME).read_bytes()

    writer.append(b"\0\0")
    peaks.extend()
    assert kept + bytes([256 - 2, 0]) == (writer.folder / NAME).read_bytes()


def test_a_short_stretch_is_drawn_from_the_samples_themselves(
    new_writer: Callable[..., RecordingWriter],
) -> None:
    """Finer than a twentieth of a second nothing is kept."""
    writer = new_writer()
    writer.append(loud(0, 25600))

    outline = Peaks(writer.folder).outline(BUCKET_SAMPLES, 2 * BUCKET_SAMPLES, 8)

    assert [(0, 0)] * 4 + [(0, 100)] + [(0, 0)] * 3 == pairs(outline)
    assert not (writer.folder / NAME).exists()


@pytest.mark.parametrize("asked", [(0, 0, 5), (10**9, 10**9 + 5, 5), (0, 10**9, 1)])
def test_there_is_no_point_beyond_the_end(
    new_writer: Callable[..., RecordingWriter], asked: tuple[int, int, int]
) -> None:
    """An empty stretch has none, a long one ends with the recording."""
    writer = new_writer()
    writer.append(loud(512, 1024))

    outline = Peaks(writer.folder).outline(*asked)

    assert ([(0, 4)] if asked[2] == 1 else []) == pairs(outline)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    buckets=st.lists(st.integers(-32768, 32767), min_size=1, max_size=40),
    points=st.integers(1, 50),
)
def test_the_loudest_moment_is_seen_at_every_width(
    new_writer: Callable[..., RecordingWriter], buckets: list[int], points: int
) -> None:
    """However few points there are, none hides a sound."""
    writer = new_writer()
    writer.append(loud(*buckets))

    outline = Peaks(writer.folder).outline(0, len(buckets) * BUCKET_SAMPLES, points)

    assert len(outline) <= points
    assert max(0, *buckets, 0) >> 8 == max(high for _, high in pairs(outline))
    assert min(0, *buckets, 0) >> 8 == min(low for low, _ in pairs(outline))
