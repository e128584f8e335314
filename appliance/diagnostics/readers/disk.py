"""The disk of the data folder."""

import os
from pathlib import Path

import psutil

from appliance.diagnostics.facts import DiskFacts
from appliance.diagnostics.readers.text import number, whole
from appliance.domain.disk_budget import DiskBudget


def read_disk(root: Path, data: Path, budget: DiskBudget) -> DiskFacts:
    """Look at the file system of ``data``, and try to write there."""
    try:
        usage = psutil.disk_usage(os.fspath(data))
    except OSError as error:
        return DiskFacts(write_problem=error.strerror or str(error), warn_s=budget.warn_s)
    return DiskFacts(
        free_bytes=usage.free,
        total_bytes=usage.total,
        recordable_s=budget.judge(usage.free, held_bytes=0).recordable_s,
        warn_s=budget.warn_s,
        is_read_only=bool(os.statvfs(data).f_flag & os.ST_RDONLY),
        write_problem=_write_problem(data),
        error_count=_error_count(root, data),
    )


def _write_problem(data: Path) -> str:
    probe = data / ".doctor"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _error_count(root: Path, data: Path) -> int:
    """Ask ext4, which keeps count; other file systems tell nobody without root."""
    status = data.stat()
    wanted = f"{os.major(status.st_dev)}:{os.minor(status.st_dev)}"
    for line in whole(root / "proc/self/mountinfo").splitlines():
        fields = line.split()
        if len(fields) > 4 and fields[2] == wanted and "-" in fields:
            device = fields[fields.index("-") + 2]
            return number(root / "sys/fs/ext4" / Path(device).name / "errors_count") or 0
    return 0
