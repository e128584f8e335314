"""The environment of the children: offline, quiet, frugal."""

from collections.abc import Mapping
from typing import Final

from appliance.offline import OFFLINE

SINGLE_THREADED: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}

PYTHON: Final = {
    "PYTHONUNBUFFERED": "1",
    # A crash in native code leaves its trace where the supervisor reads the reason.
    "PYTHONFAULTHANDLER": "1",
}

OURS_ALONE: Final = frozenset({"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
"""What systemd gave to the supervisor; a child that used it would speak in its name."""


def environment_of_child(own: Mapping[str, str], *, is_single_threaded: bool) -> dict[str, str]:
    """Return the environment for a child, given the supervisor's own."""
    inherited = {name: value for name, value in own.items() if name not in OURS_ALONE}
    threads = SINGLE_THREADED if is_single_threaded else {}
    return inherited | PYTHON | OFFLINE | threads
