"""Asking a tool of the system that may not be installed."""

import subprocess
from collections.abc import Callable, Sequence
from typing import Final

TIMEOUT_S: Final = 3.0

Ask = Callable[[Sequence[str]], str]
"""Runs a command and returns what it prints; empty if it is not there, fails or hangs."""


def ask(command: Sequence[str]) -> str:
    """See Ask."""
    try:
        return subprocess.run(
            list(command),
            check=True,
            capture_output=True,
            timeout=TIMEOUT_S,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
