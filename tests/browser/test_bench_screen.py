"""A small share of what `tingxia bench screen` measures."""

import os
from contextlib import aclosing

import pytest

from appliance.diagnostics.benches import screen_open
from appliance.diagnostics.benches.screen import Pace, measure
from appliance.diagnostics.measured import Part
from appliance.diagnostics.targets import SCREEN, SCREEN_OPEN

PACE = Pace(start_up_s=1.0, settle_s=0.5, cpu_over_s=2.0, fling_s=1.5, long_hours=0.05)
TAPS = 10
MAY_BE_NOTHING = {"frames_with_blank_rows_percent", "blank_rows_percent"}


@pytest.mark.timeout(400)
async def test_a_recording_box_is_measured_from_taps_to_pages() -> None:
    """All five parts come, each tap and key with its time; the machine is left as it was."""
    cores = os.sched_getaffinity(0)
    parts: dict[str, Part] = {}
    steps: list[str] = []
    measuring = measure(recordings=100, taps=TAPS, repeat=1, on_step=steps.append, pace=PACE)
    async with aclosing(measuring):
        async for part in measuring:
            parts[part.name] = part

    assert [
        "screen-cost",
        "screen-taps",
        "screen-keys",
        "screen-pages",
        "screen-scrolling",
    ] == list(parts)
    figures = {name: value for part in parts.values() for name, value in part.figures.items()}
    assert set(SCREEN) <= set(figures)
    assert all(value > 0 for name, value in figures.items() if name not in MAY_BE_NOTHING), figures
    targets = {name for part in parts.values() for name in part.targets}
    assert set(SCREEN) == targets
    taps, keys = (parts[f"screen-{what}"].details[f"{what}_ms"] for what in ("taps", "keys"))
    assert {"marker", "pause", "go on", "stop", "select"} == set(taps)
    assert {"letter", "word"} == set(keys)
    assert TAPS == sum(map(len, taps.values()))
    assert TAPS == sum(map(len, keys.values()))
    assert 0 < parts["screen-scrolling"].details["fling"]["scrolledPx"]
    assert {"100"} == {part.conditions["recordings"] for part in parts.values()}
    assert "scrolling through the history" == steps[-1]
    assert cores == os.sched_getaffinity(0)


@pytest.mark.timeout(240)
async def test_an_open_page_is_watched_through_a_talk() -> None:
    """A quarter of an hour of it: captions stand on the page, which loads once; memory is read."""
    steps: list[str] = []
    part = await screen_open.measure(hours=0.25, times=60, on_step=steps.append)

    assert set(SCREEN_OPEN) <= set(part.figures)
    assert 0 == part.figures["reloads"]
    assert 1 < part.figures["caption_lines"]
    assert all(part.figures[name] > 0 for name in ("station_mb", "heap_mb"))
    looks = part.details["looks"]
    assert screen_open.LOOKS == len(looks)
    hours = [look[0] for look in looks]
    assert sorted(hours) == hours
    assert 0.25 <= hours[-1]
    assert 4 == len(steps)
