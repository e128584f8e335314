"""NVIDIA's Tegra (Jetson): its GPU has no memory of its own and uses the machine's."""

from pathlib import Path
from typing import Final

_COMPATIBLE: Final = Path("/sys/firmware/devicetree/base/compatible")
_MEMINFO: Final = Path("/proc/meminfo")


def is_tegra(compatible: Path = _COMPATIBLE) -> bool:
    """Tell by the names that the firmware gives the board; zeros part them."""
    try:
        names = compatible.read_bytes().split(b"\0")
    except OSError:
        return False
    return any(name.startswith(b"nvidia,tegra") for name in names)


def available_bytes(meminfo: Path = _MEMINFO) -> int | None:
    """Return what can be had without swapping: free memory and cache that can be dropped.

    CUDA itself would tell only what is free, which on a busy Jetson is far less.
    """
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
        return next(
            int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")
        )
    except (OSError, ValueError, IndexError, StopIteration):
        return None
