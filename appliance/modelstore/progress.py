"""How far a long step is; the command line draws it, tests count it."""

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, the bytes done and the bytes in all if they are known."""


def no_progress(step: str, done_bytes: int, total_bytes: int | None) -> None:
    """Tell nobody; a Progress."""
    del step, done_bytes, total_bytes
