"""The most memory a process ever had."""

import re
from pathlib import Path

import psutil


def peak_rss_bytes(pid: int) -> int:
    """Return what the kernel noted (Linux); elsewhere what the process has now."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        status = ""
    noted = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(noted[1]) * 1024 if noted else rss_bytes(pid)


def rss_bytes(pid: int) -> int:
    """Return what the process has now."""
    return int(psutil.Process(pid).memory_info().rss)
