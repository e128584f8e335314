"""A capture process that says nothing for a while."""

import asyncio
from pathlib import Path

from appliance.station.capture_link import LATE_S, SILENCE_LIMIT_S
from tests.fakes.box import fake_box, until


async def test_a_capture_that_repeats_itself_is_late_too(tmp_path: Path) -> None:
    """One whose reading part hangs goes on telling; what it tells is marked until it reads."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        box.capture.is_stuck = True
        while not station.snapshot().capture_is_late:
            await box.capture.tell()
            await asyncio.sleep(0.1)
        assert station.snapshot().capture is not None
        box.capture.is_stuck = False
        await box.capture.tell()
        await until(station, lambda: not station.snapshot().capture_is_late)


async def test_what_was_told_some_time_ago_says_so_before_it_is_given_up(tmp_path: Path) -> None:
    """Late after a second, gone after three; the next status is fresh again."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        assert not station.snapshot().capture_is_late
        await until(station, lambda: station.snapshot().capture_is_late)
        assert station.snapshot().capture is not None
        recording_id = await station.start_recording()
        assert not station.snapshot().capture_is_late
        await until(station, lambda: station.snapshot().capture_is_late)
        await until(station, lambda: station.snapshot().capture is None)
        assert not station.snapshot().capture_is_late
        await until(station, lambda: station.snapshot().capture is not None)
        assert not station.snapshot().capture_is_late
        capture = station.snapshot().capture
        assert capture is not None
        assert recording_id == capture.recording_id
    assert LATE_S < SILENCE_LIMIT_S
