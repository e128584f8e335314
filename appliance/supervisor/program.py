"""One run of a child's program, in a session and process group of its own."""

import asyncio
import logging
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import psutil

from appliance.domain.process import Role
from appliance.supervisor.limits import Limits
from appliance.supervisor.output import Output

log = logging.getLogger(__name__)

LAST_WORDS_LIMIT = 600


class Program:
    """A started program; make one with `start`, then await `ended` exactly once."""

    def __init__(self, process: asyncio.subprocess.Process, output: Output) -> None:
        self._process = process
        self._output = output

    @classmethod
    async def start(
        cls, role: Role, command: Sequence[str], environment: Mapping[str, str], limits: Limits
    ) -> Self:
        """Start ``command``. Raises OSError if that is impossible."""
        output = Output(role)
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output.write_end,
                stderr=output.write_end,
                start_new_session=True,
            )
        except OSError:
            await output.ended()
            raise
        program = cls(process, output)
        try:
            await output.started()
        except BaseException:
            program.kill_group()
            await process.wait()
            raise
        _set_priority(process.pid, limits)
        return program

    @property
    def pid(self) -> int:
        """Process id, and id of its process group."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether the exit was seen."""
        return self._process.returncode is not None

    @property
    def last_words(self) -> str:
        """What it printed last, newline-separated."""
        return self._output.last_words

    async def ended(self) -> int:
        """Wait for its end; what it left behind in its process group is killed.

        Returns the exit status, or minus the signal that killed it.
        """
        status = await self._process.wait()
        self.kill_group()
        await self._output.ended()
        return status

    def terminate(self) -> None:
        """Ask it to stop in good order."""
        if not self.has_ended:
            # A stopped process would never hear of it.
            for number in (signal.SIGTERM, signal.SIGCONT):
                self._process.send_signal(number)

    def kill_group(self) -> None:
        """Kill the process and all that it started, at once."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # Nobody is left; macOS says EPERM when only zombies are.
            log.debug("process group is empty", extra={"event": "group-empty", "pid": self.pid})

    def owns(self, pid: int) -> bool:
        """Tell whether ``pid`` is this process or one of its process group."""
        try:
            return os.getpgid(pid) == self.pid
        except ProcessLookupError:
            return False

    def rss_bytes(self) -> int:
        """Resident memory; 0 if it is gone."""
        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def cpu_s(self) -> float:
        """Processor time used so far; 0 if it is gone."""
        try:
            used = psutil.Process(self.pid).cpu_times()
        except psutil.Error:
            return 0.0
        return float(used.user + used.system)


def describe_end(status: int, last_words: str) -> str:
    """Say how a process ended, with the most telling of its last lines."""
    # Real-time signals have no names.
    names = {number.value: number.name for number in signal.Signals}
    killer = names.get(-status, f"signal {-status}")
    how = f"killed by {killer}" if status < 0 else f"exit status {status}"
    lines = last_words.splitlines()
    # faulthandler says what happened first and where afterwards; everything else the other way.
    fatal = [line for line in lines if line.startswith("Fatal Python error")]
    words = (fatal or lines or [""])[-1]
    return f"{how}: {words[:LAST_WORDS_LIMIT]}" if words else how


def _set_priority(pid: int, limits: Limits) -> None:
    """Give up some of the process's claims on processor and memory; a refusal is no harm."""
    try:
        process = psutil.Process(pid)
        if limits.niceness:
            process.nice(limits.niceness)
        if limits.oom_score_adj and psutil.LINUX:
            adjustment = Path("/proc", str(pid), "oom_score_adj")
            adjustment.write_text(str(limits.oom_score_adj), encoding="ascii")
    except (psutil.Error, OSError) as error:
        log.info("priority unchanged: %s", error, extra={"event": "priority-unchanged"})
