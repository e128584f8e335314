"""What a host took of a virtual machine's processors."""

from collections import namedtuple
from collections.abc import Iterator

import psutil
import pytest

from appliance.diagnostics.cpu_share import StolenTime

Linux = namedtuple("Linux", "user nice system idle iowait irq softirq steal guest guest_nice")
Mac = namedtuple("Mac", "user nice system idle")


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [
        (Linux(10, 0, 5, 80, 0, 0, 0, 5, 4, 0), Linux(60, 20, 5, 80, 0, 0, 0, 35, 50, 20), 0.3),
        (Linux(10, 0, 5, 80, 0, 0, 0, 5, 4, 0), Linux(10, 0, 5, 80, 0, 0, 0, 5, 4, 0), 0.0),
        (Mac(10, 0, 5, 80), Mac(20, 0, 5, 90), 0.0),
    ],
    ids=["with guests", "no time passed", "not told"],
)
def test_it_is_a_share_of_the_time_of_all_cores(
    monkeypatch: pytest.MonkeyPatch,
    before: tuple[float, ...],
    after: tuple[float, ...],
    share: float,
) -> None:
    """Since it was begun to be watched."""
    told: Iterator[tuple[float, ...]] = iter((before, after))
    monkeypatch.setattr(psutil, "cpu_times", lambda: next(told))

    assert pytest.approx(share) == StolenTime().share
