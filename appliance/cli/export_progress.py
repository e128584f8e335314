"""How far an export is: a bar on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console

    from appliance.wire.exports import ExportStepTold

_LINE_EVERY_PERCENT: Final = 10

_SAID: Final = {
    "checking": "checking the stick",
    "writing": "writing",
    "flushing": "waiting until the stick has everything",
    "verifying": "reading back and comparing",
}

Show = Callable[["ExportStepTold"], None]


@contextmanager
def shown() -> "Iterator[Show]":
    """Yield what takes the steps; they go to the error output, results stay alone."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        bar = bars.add_task("")
        step = ""

        def draw(told: "ExportStepTold") -> None:
            nonlocal step
            if told.step != step:
                step = told.step
                bars.reset(bar)
            bars.update(
                bar,
                description=_SAID.get(step, step),
                total=told.total_bytes or None,
                completed=told.done_bytes,
            )

        yield draw


def _lines(console: "Console") -> Show:
    said: tuple[str, int] | None = None

    def say(told: "ExportStepTold") -> None:
        nonlocal said
        percent = told.done_bytes * 100 // told.total_bytes if told.total_bytes else 0
        mark = (told.step, percent // _LINE_EVERY_PERCENT)
        if mark != said and told.step in _SAID:
            said = mark
            of = f": {percent} % of {told.total_bytes / 1e6:.1f} MB" if told.total_bytes else ""
            console.print(f"{_SAID[told.step]}{of}", markup=False, soft_wrap=True)

    return say
