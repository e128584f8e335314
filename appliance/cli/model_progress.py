"""How far a long step with a model is: a bar on a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from appliance.modelstore.progress import Progress as Hears

_LINE_EVERY_PERCENT: Final = 10
_LINE_EVERY_BYTES: Final = 50_000_000


@contextmanager
def shown() -> Iterator[Hears]:
    """Yield what hears the progress; it goes to the error output, results stay alone."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def draw(step: str, done_bytes: int, total_bytes: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total_bytes)
            bars.update(tasks[step], completed=done_bytes, total=total_bytes)

        yield draw


def _lines(console: Console) -> Hears:
    said: dict[str, int] = {}

    def say(step: str, done_bytes: int, total_bytes: int | None) -> None:
        if total_bytes:
            mark = done_bytes * 100 // total_bytes // _LINE_EVERY_PERCENT * _LINE_EVERY_PERCENT
            line = f"{step}: {mark} % of {total_bytes / 1e6:.1f} MB"
        else:
            mark = done_bytes // _LINE_EVERY_BYTES
            line = f"{step}: {done_bytes / 1e6:.0f} MB"
        if said.get(step) != mark:
            said[step] = mark
            console.print(line, markup=False, soft_wrap=True)

    return say
