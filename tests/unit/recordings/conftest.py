"""What the tests of recordings share."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.recordings import RecordingWriter
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    """A clock the test moves."""
    return FakeClock()


@pytest.fixture
def new_writer(tmp_path: Path, clock: FakeClock) -> Callable[..., RecordingWriter]:
    """Begin recordings of 1000-sample segments, each in a folder of its own."""
    numbers = itertools.count()

    def begin(*, deferred: bool = False) -> RecordingWriter:
        recording_id = f"20250501-120000-{next(numbers):04x}"
        return RecordingWriter.create(
            tmp_path / "2025-05-01" / recording_id,
            recording_id=recording_id,
            title="会议",
            segment_samples=1000,
            clock=clock,
            deferred=deferred,
        )

    return begin
