"""The disk guard: free space, and a reserve that lets a recording end in good order."""

import logging
import os
from pathlib import Path

from appliance.domain.disk_budget import DiskBudget, DiskOutlook

log = logging.getLogger(__name__)


class DiskGuard:
    """Watches the data folder's disk.

    The reserve is a preallocated file, so that no other program can use it up; it is given back
    when the disk is full, which makes room for the last words, headers, journal and sidecar.
    """

    def __init__(self, folder: Path, *, reserve_bytes: int, warn_s: float) -> None:
        self._folder = folder
        self._reserve = folder / "reserve"
        self._reserve_bytes = reserve_bytes
        self._is_refused = not hasattr(os, "posix_fallocate")
        """This system or disk cannot preallocate: then free space is counted instead."""

        self._budget = DiskBudget(reserve_bytes=reserve_bytes, warn_s=warn_s)

    def look(self) -> DiskOutlook:
        """Judge the present free space."""
        status = os.statvfs(self._folder)
        return self._budget.judge(status.f_bavail * status.f_frsize, held_bytes=self._held_bytes())

    def hold(self) -> None:
        """Take the reserve if there is ample room for it; else free space is counted instead."""
        missing = self._reserve_bytes - self._held_bytes()
        if self._is_refused:
            return
        status = os.statvfs(self._folder)
        if missing <= 0 or status.f_bavail * status.f_frsize < 2 * missing:
            return
        try:
            self._allocate()
        except OSError as error:
            log.info("no reserve file: %s", error, extra={"event": "reserve-refused"})
            self._is_refused = True
            self.release()

    def release(self) -> None:
        """Give the reserve back; a disk that only reads keeps it, and stops nothing."""
        try:
            self._reserve.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the reserve stays: %s", error, extra={"event": "reserve-stays"})

    def _allocate(self) -> None:
        fd = os.open(self._reserve, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(fd, 0, self._reserve_bytes)
        finally:
            os.close(fd)

    def _held_bytes(self) -> int:
        try:
            return self._reserve.stat().st_blocks * 512
        except FileNotFoundError:
            return 0
