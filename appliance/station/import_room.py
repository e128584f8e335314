"""Room on the disk for imports: they end where a recording would begin to warn."""

import os
from pathlib import Path
from typing import Final

from appliance.domain.disk_budget import DiskBudget
from appliance.station.errors import StationError

RESERVE: Final = "reserve"
"""Of capture, in the data folder: what it holds is not free but counts as kept."""


class NoRoomError(StationError):
    """The disk is too short for an import; recordings go before."""

    code = "no-room"

    def __init__(self, free_bytes: int) -> None:
        super().__init__(
            "There are only {free_mb} MB free on the disk, and recordings go before files.",
            hint="Export recordings to a stick and delete them here; then try the file again.",
            free_mb=free_bytes // 1_000_000,
        )


class ImportRoom:
    """Looks at the disk of the data folder."""

    def __init__(self, data: Path, budget: DiskBudget) -> None:
        self._data = data
        self._budget = budget

    def check(self, wanted_bytes: int = 0) -> None:
        """Raise NoRoomError if so much more would bring recordings into need; blocks."""
        status = os.statvfs(self._data)
        free_bytes = status.f_bavail * status.f_frsize
        try:
            held_bytes = (self._data / RESERVE).stat().st_blocks * 512
        except FileNotFoundError:
            held_bytes = 0
        outlook = self._budget.judge(free_bytes - wanted_bytes, held_bytes=held_bytes)
        if outlook.is_short:
            raise NoRoomError(free_bytes)
