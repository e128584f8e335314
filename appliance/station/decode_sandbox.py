"""What the decoding process gives up before it looks at a file of a stranger."""

import ctypes
import os
import resource
import sys
from contextlib import suppress
from typing import Final

MEMORY_LIMIT_BYTES: Final = 1024**3
CPU_LIMIT_S: Final = 900
"""Twelve hours of MP3 take about a third of it on a slow core."""

NICENESS: Final = 10
"""Text and the screen go before the decoding of what nobody waits for."""

_CPU_AT_LEAST_S: Final = 30
_BYTES_PER_CPU_S: Final = 48_000
"""Speech of the lowest bit rate is decoded twice as fast as that on a slow core."""

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_PR_SET_NO_NEW_PRIVS: Final = 38

_LIMITS: Final = (
    (resource.RLIMIT_AS, MEMORY_LIMIT_BYTES),
    (resource.RLIMIT_NOFILE, 64),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)


def cpu_limit_s(file_bytes: int) -> int:
    """Return how much processor time a file may take: a small one that takes long is a bomb."""
    return min(CPU_LIMIT_S, _CPU_AT_LEAST_S + file_bytes // _BYTES_PER_CPU_S)


def confine(file_bytes: int) -> None:
    """Limit memory, processor time and files, step back behind others, and leave the network.

    The network is left where the kernel lets us: as root, or where users may make namespaces.
    Elsewhere the unit's ``IPAddressDeny`` and ffmpeg's protocol list still stand. Must be called
    before a second thread is started.
    """
    for which, limit in (*_LIMITS, (resource.RLIMIT_CPU, cpu_limit_s(file_bytes))):
        with suppress(ValueError):  # macOS does not limit address space
            resource.setrlimit(which, (limit, limit))
    os.nice(NICENESS)
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_NO_NEW_PRIVS)")
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    libc.unshare(flags)
