"""The queue of files on a terminal, and line by line where there is none."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn

from appliance.domain.batch import JobState
from appliance.wire.files import FileLine, QueueTold
from appliance.wire.files_client import KnownQueue

IN_WORK = ("importing", "recognising")
_WORDS = {
    "waiting": "waits",
    "importing": "is taken in",
    "recognising": "is recognised",
    "done": "done",
    "failed": "failed",
    "cancelled": "given up",
}


LINES_EVERY_S: Final = 30.0
"""Where no bars are seen somebody still wants to know that it goes on."""


class BatchView:
    """Bars for the files in work and for all, or lines now and then; a line for each that is over.

    Of what is over, lines are printed for ``only`` these ids; None are all.
    """

    def __init__(
        self,
        *,
        only: set[str] | None,
        is_quiet: bool,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._only = only
        self._monotonic = monotonic
        self._told_at_s = monotonic()
        self._console = Console(stderr=True, highlight=False)
        self._is_quiet = is_quiet
        self._states: dict[str, str] = {}
        self._bars: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[left]}", markup=False),
            console=self._console,
            transient=True,
            disable=is_quiet or not self._console.is_terminal,
        )
        self._all: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, known: KnownQueue) -> None:
        """Show how it is now."""
        for line in known.files.values():
            if self._only is None or line.id in self._only:
                self._tell_end(line)
            self._show_bar(line)
        for job_id in self._bars.keys() - known.files.keys():
            self._progress.remove_task(self._bars.pop(job_id))
        if self._progress.disable and not self._is_quiet:
            self._tell_progress(known)
        head = known.head
        if self._all is None:
            self._all = self._progress.add_task("all", total=None, left="")
        self._progress.update(
            self._all,
            description=_counted(head),
            total=head.total_s or None,
            completed=head.done_s,
            left=_left(head),
        )

    def _tell_progress(self, known: KnownQueue) -> None:
        if self._monotonic() < self._told_at_s + LINES_EVERY_S:
            return
        self._told_at_s = self._monotonic()
        in_work = (line for line in known.files.values() if line.state in IN_WORK)
        for text in (*map(line_of, in_work), summary_of(known.head)):
            self._console.print(text, markup=False, soft_wrap=True)

    def _show_bar(self, line: FileLine) -> None:
        if line.state not in IN_WORK:
            if line.id in self._bars:
                self._progress.remove_task(self._bars.pop(line.id))
            return
        if line.id not in self._bars:
            self._bars[line.id] = self._progress.add_task(line.name, left="")
        self._progress.update(
            self._bars[line.id],
            total=line.total_s or None,
            completed=line.done_s,
            left=line.excerpt[:40],
        )

    def _tell_end(self, line: FileLine) -> None:
        """Print a line when a file's state becomes final."""
        before = self._states.get(line.id)
        self._states[line.id] = line.state
        is_news = before != line.state and line.state not in {"waiting", *IN_WORK}
        if not is_news or self._is_quiet:
            return
        self._console.print(line_of(line), markup=False, soft_wrap=True)


def line_of(line: FileLine) -> str:
    """Describe a file in a line, and what to do in a second one if it failed."""
    text = f"{line.id}  {_WORDS[line.state]:13}  {line.name}"
    if line.state in IN_WORK:
        text += f"  {_clock(line.done_s)} of {'about ' * line.is_estimated}{_clock(line.total_s)}"
    elif line.state == "done":
        text += f"  {line.recording_id}" + " (was there already)" * line.already_there
    elif line.state == "failed":
        text += f"\n          {line.reason}\n          → {line.hint}"
    if line.problem:
        text += f"\n          {line.problem}"
    return text


def summary_of(head: QueueTold) -> str:
    """Describe the queue as a whole."""
    text = _counted(head) or "The queue is empty."
    if head.paused:
        return f"{text} Paused; go on with `tingxia batch resume`."
    if head.held:
        return f"{text} {head.held}\n→ {head.held_hint}"
    left = _left(head)
    return f"{text} {left}".rstrip()


def _counted(head: QueueTold) -> str:
    counts = (f"{count} {_NOUNS[state]}" for state, count in head.counts.items() if count)
    return ", ".join(counts) + "." * any(head.counts.values())


_NOUNS = {
    "waiting": "waiting",
    "importing": "being taken in",
    "recognising": "being recognised",
    "done": "done",
    "failed": "failed",
    "cancelled": "given up",
}


def _left(head: QueueTold) -> str:
    if head.left_s is None or not any(head.counts.get(state) for state in _UNFINISHED):
        return ""
    return f"About {_clock(head.left_s)} left."


_UNFINISHED = (JobState.WAITING, JobState.IMPORTING, JobState.RECOGNISING)


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
