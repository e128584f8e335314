"""The processor: always there, only its memory may be short."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil

from appliance.inference.devices.cpu_features import parse_cpuinfo
from appliance.inference.devices.device import DeviceReport

_CPUINFO: Final = Path("/proc/cpuinfo")
_GROUP: Final = Path("/sys/fs/cgroup")


def _available_bytes() -> int:
    return int(psutil.virtual_memory().available)


def _own_bytes() -> int:
    return int(psutil.Process().memory_info().rss)


class CpuDevice:
    """A Device."""

    name = "cpu"

    def __init__(
        self,
        *,
        limit_bytes: int | None = None,
        cpuinfo: Path = _CPUINFO,
        group: Path = _GROUP,
        available_bytes: Callable[[], int] = _available_bytes,
        own_bytes: Callable[[], int] = _own_bytes,
    ) -> None:
        """``limit_bytes`` is what the process may grow to before it is replaced."""
        self._limit_bytes = limit_bytes
        self._cpuinfo = cpuinfo
        self._group = group
        self._available_bytes = available_bytes
        self._own_bytes = own_bytes

    def report(self, engine: str) -> DeviceReport:  # noqa: ARG002 - all can use it
        """See Device."""
        try:
            told = self._cpuinfo.read_text(encoding="utf-8", errors="replace")
        except OSError:
            told = ""  # not Linux
        return DeviceReport(name=self.name, usable=True, reason=parse_cpuinfo(told).verdict)

    def free_bytes(self) -> int | None:
        """See Device: of the machine, of the control group, of what the process may grow to."""
        free = [self._available_bytes()]
        group = self._left_in_group()
        if group is not None:
            free.append(group)
        if self._limit_bytes is not None:
            free.append(self._limit_bytes - self._own_bytes())
        return max(0, min(free))

    def _left_in_group(self) -> int | None:
        """Return what the control group allows besides what it has; its cache can be dropped."""
        try:
            limit = int((self._group / "memory.max").read_text(encoding="ascii"))
            used = int((self._group / "memory.current").read_text(encoding="ascii"))
            stat = (self._group / "memory.stat").read_text(encoding="ascii")
            cached = sum(
                int(line.split()[1])
                for line in stat.splitlines()
                if line.startswith("inactive_file ")
            )
        except (OSError, ValueError):  # no limit, or none that is known
            return None
        return limit - used + cached
