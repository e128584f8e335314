"""How far a long step is: a bar on a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from appliance.domain.progress import Progress as Hears
from appliance.domain.progress import no_progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

_LINE_EVERY_PERCENT: Final = 10
_LINE_EVERY_BYTES: Final = 50_000_000


@contextmanager
def shown(*, counted: str = "", quiet: bool = False) -> Iterator[Hears]:
    """Yield what hears the progress; it goes to the error output, results stay alone.

    ``counted`` is what is counted, if not bytes. With ``quiet`` nothing is said.
    """
    if quiet:
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield _lines(console, counted)
        return
    amount = (MofNCompleteColumn(),) if counted else (DownloadColumn(), TransferSpeedColumn())
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *amount,
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def draw(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                for former in bars.tasks:
                    if former.total is None:  # nothing else would ever show that it is over
                        bars.update(former.id, visible=False)
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield draw


def _lines(console: "Console", counted: str) -> Hears:
    said: dict[str, int] = {}

    def say(step: str, done: int, total: int | None) -> None:
        if total:
            mark = done * 100 // total // _LINE_EVERY_PERCENT * _LINE_EVERY_PERCENT
            amount = f"{total} {counted}" if counted else f"{total / 1e6:.1f} MB"
            line = f"{step}: {mark} % of {amount}"
        else:
            mark = done // _LINE_EVERY_BYTES
            line = f"{step}: {done / 1e6:.0f} MB" if done else step
        if said.get(step) != mark:
            said[step] = mark
            console.print(line, markup=False, soft_wrap=True)

    return say
