"""How many cores this process has that share no arithmetic units."""

import os
from pathlib import Path
from typing import Final

import psutil

_TOPOLOGY: Final = Path("/sys/devices/system/cpu")
_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")


def physical_cores(topology: Path = _TOPOLOGY, quota: Path = _QUOTA) -> int:
    """Count the cores this process may use: of a container no more than its share.

    Two threads on one core only get into each other's way.
    """
    return max(1, min(_usable_cores(topology), _allowed_cores(quota)))


def _usable_cores(topology: Path) -> int:
    if not hasattr(os, "sched_getaffinity"):
        return psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    usable = os.sched_getaffinity(0)
    try:
        cores = {
            (topology / f"cpu{number}/topology/thread_siblings_list").read_text(encoding="ascii")
            for number in usable
        }
    except OSError:
        return min(psutil.cpu_count(logical=False) or len(usable), len(usable))
    return len(cores)


def _allowed_cores(quota: Path) -> int:
    """Read the limit of a control group: microseconds of work in a period of so many."""
    try:
        work, period = quota.read_text(encoding="ascii").split()
        return max(1, round(int(work) / int(period)))
    except (OSError, ValueError):  # no limit, or none that is known
        return os.cpu_count() or 1
