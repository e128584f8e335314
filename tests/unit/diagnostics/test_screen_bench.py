"""What the bench of the screen makes of what it saw."""

import pytest

from appliance.diagnostics.benches.screen_open import Look, summarise
from appliance.diagnostics.figures import Better, rule_for


def _looks(station_mb_per_hour: float, heap_mb_per_hour: float) -> list[Look]:
    return [
        Look(
            hours=hours,
            # Caches fill at first; that is no growth.
            station_mb=150 + station_mb_per_hour * hours + (0 if hours >= 2 else -40),
            heap_mb=5 + heap_mb_per_hour * hours,
        )
        for hours in (number / 6 for number in range(1, 49))
    ]


def test_a_page_that_stays_as_it_is_is_flat() -> None:
    """Whatever was added while it warmed up."""
    part = summarise(_looks(0.0, 0.0), times=60, lines=61)
    assert (0.0, 0.0) == (part.figures["station_growth_mb"], part.figures["heap_growth_mb"])
    assert part.missed == []


def test_a_page_that_grows_is_told() -> None:
    """By the megabytes of the time after the warm-up, and by percent an hour."""
    part = summarise(_looks(1.5, 0.1), times=60, lines=61)
    assert part.figures["station_growth_mb"] == pytest.approx(1.5 * 35 / 6, abs=0.01)
    assert part.missed == ["station_growth_mb"]


@pytest.mark.parametrize(
    "name",
    [
        "tap_p95_ms",
        "key_p95_ms",
        "idle_station_cpu_percent",
        "blank_rows_percent",
        "heap_growth_mb",
    ],
)
def test_less_is_better(name: str) -> None:
    """Of everything that the screen costs."""
    assert rule_for(name).better is Better.LOWER
