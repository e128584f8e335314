"""How much of one core processes use over a while, and how much the host takes away."""

import asyncio
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

import psutil

_PERCENT: Final = 100.0


def cpu_time_s(processes: Iterable[psutil.Process]) -> float:
    """Return the time that these have computed until now; those that are gone count nothing."""
    total_s = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total_s += times.user + times.system
    return total_s


async def cpu_percent(over_s: float, **groups: list[psutil.Process]) -> dict[str, float]:
    """Return the percent of one core that each group uses from now on, over so many seconds."""
    began = time.monotonic()
    before = {name: cpu_time_s(group) for name, group in groups.items()}
    await asyncio.sleep(over_s)
    passed_s = time.monotonic() - began
    return {
        name: _PERCENT * (cpu_time_s(group) - before[name]) / passed_s
        for name, group in groups.items()
    }


class StolenTime:
    """What a virtual machine's host took of its processors for others, from now on.

    A figure that promises an even speed says little where that is a lot, or changes. It is 0 on
    a machine of its own, and where the system does not tell.
    """

    def __init__(self) -> None:
        self._before = psutil.cpu_times()

    @property
    def share(self) -> float:
        """Of the time of all cores, 0 to 1."""
        now = psutil.cpu_times()
        passed_s = sum(now[:8]) - sum(self._before[:8])  # what guests took is within the others
        stolen_s = getattr(now, "steal", 0.0) - getattr(self._before, "steal", 0.0)
        return stolen_s / passed_s if passed_s > 0 else 0.0
