"""How much of one core processes use over a while."""

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
