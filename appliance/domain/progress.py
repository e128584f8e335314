"""How far a long step is; the command line draws it, tests count it."""

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done and how much it is in all, if known.

Counted are bytes, unless the one who calls says what else. It may come from any thread.
"""


def no_progress(step: str, done: int, total: int | None) -> None:
    """Tell nobody; a Progress."""
    del step, done, total
