"""A real supervisor over tiny children, in this process or, run as a program, in its own.

As a program: ``python -m tests.fakes.supervised_box FOLDER MANNERS_JSON ARGUMENTS…`` is the
command ``tingxia ARGUMENTS…`` with these children.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from appliance.config import Settings
from appliance.domain.process import ProcessState, Role
from appliance.supervisor.limits import LIMITS, Limits
from appliance.supervisor.process import run
from appliance.wire import WireError, request
from appliance.wire.supervision import GetSystemStatus, ProcessStatus, SystemStatus

CHILD = Path(__file__).with_name("supervised_child.py")
LOOK_EVERY_S = 0.02
PATIENCE_S = 20.0

QUICK = {
    role: replace(limits, start_timeout_s=4.0, progress_timeout_s=1.5)
    for role, limits in LIMITS.items()
}
"""As long as a busy test machine needs, no longer."""

Manners = Mapping[Role, str]


def settings_in(
    folder: Path, *, inference: Mapping[str, object] | None = None, **supervision: float
) -> Settings:
    """Settings that keep everything in ``folder``."""
    return Settings.model_validate(
        {
            "storage": {"data_dir": folder / "data", "run_dir": folder / "run"},
            "inference": inference or {},
            "supervision": supervision,
        }
    )


def command_of(
    folder: Path, manners: Manners, *, program: str = sys.executable
) -> Callable[[Role, Path, int], list[str]]:
    """Make the command lines; manners may be changed between runs."""

    def command(role: Role, settings_file: Path, parent_pid: int) -> list[str]:
        own = manners.get(role, "").split()
        return [
            program,
            *("-S", "-E", str(CHILD), role.value, str(settings_file), str(parent_pid)),
            *(str(folder), *own),
        ]

    return command


@dataclass(kw_only=True)
class SupervisedBox:
    """What a test looks at and waits for."""

    folder: Path
    settings: Settings
    manners: dict[Role, str] = field(default_factory=dict)
    patience_s: float = PATIENCE_S

    async def status(self) -> SystemStatus:
        """Ask the supervisor."""
        return await request(self.settings.paths.supervisor_socket, GetSystemStatus(), SystemStatus)

    async def process(self, role: Role) -> ProcessStatus:
        """Ask for one child."""
        return of((await self.status()), role)

    async def until(self, wanted: Callable[[SystemStatus], bool]) -> SystemStatus:
        """Wait for a status."""
        async with asyncio.timeout(self.patience_s):
            while True:
                try:
                    status = await self.status()
                except WireError:
                    status = None
                if status is not None and wanted(status):
                    return status
                await asyncio.sleep(LOOK_EVERY_S)

    async def until_running(self, *roles: Role) -> SystemStatus:
        """Wait until these, or all, are running."""
        return await self.until(
            lambda status: all(
                of(status, role).state is ProcessState.RUNNING for role in roles or Role
            )
        )

    def events(self) -> list[str]:
        """Everything the children noted, ``ROLE EVENT``."""
        return [" ".join(parts[:2]) for parts in self._events()]

    def pids(self, role: Role) -> list[int]:
        """The process id of each run of a role."""
        return [int(pid) for who, what, pid in self._events() if (who, what) == (role, "started")]

    def _events(self) -> Iterator[tuple[str, str, str]]:
        file = self.folder / "events"
        for line in file.read_text().splitlines() if file.exists() else ():
            who, what, pid = line.split()
            yield who, what, pid


def of(status: SystemStatus, role: Role) -> ProcessStatus:
    """Pick one child's status."""
    return next(process for process in status.processes if process.role == role.value)


@asynccontextmanager
async def supervised_box(
    folder: Path,
    *,
    manners: Manners | None = None,
    limits: Mapping[Role, Limits] = QUICK,
    program: str = sys.executable,
    inference: Mapping[str, object] | None = None,
    **supervision: float,
) -> AsyncIterator[tuple[SupervisedBox, "asyncio.Task[int]"]]:
    """Run a supervisor in this process; whatever the test leaves running is stopped."""
    box = SupervisedBox(
        folder=folder,
        settings=settings_in(folder, inference=inference, **supervision),
        manners=dict(manners or {}),
    )
    running = asyncio.create_task(
        run(
            box.settings,
            child_command=command_of(folder, box.manners, program=program),
            limits=limits,
        )
    )
    try:
        yield box, running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def supervising(
    folder: Path,
    settings: Settings,
    command: Callable[[Role, Path, int], list[str]],
    *,
    patience_s: float,
) -> AsyncIterator[SupervisedBox]:
    """Run a supervisor in this process over children of the test's choice, as strict as it is."""
    running = asyncio.create_task(run(settings, child_command=command))
    try:
        yield SupervisedBox(folder=folder, settings=settings, patience_s=patience_s)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def main() -> None:
    """Be ``tingxia`` with children of tests."""
    from appliance import bootstrap
    from appliance.__main__ import main as tingxia

    folder, manners = Path(sys.argv[1]), json.loads(sys.argv[2])
    ours = command_of(folder, {Role(role): own for role, own in manners.items()})
    vars(bootstrap)["child_command"] = ours
    sys.argv[1:] = sys.argv[3:]
    tingxia()


if __name__ == "__main__":
    main()
