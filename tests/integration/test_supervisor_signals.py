"""What signals do to a supervisor that is a process of its own."""

import asyncio
import os
import pty
import signal
from pathlib import Path

import pytest

from appliance.domain.process import Role
from tests.fakes.supervised_box import PATIENCE_S, SupervisedBox, of, settings_in
from tests.fakes.supervised_command import ROOT, command_line, environment_in, up
from tests.integration.test_supervisor import gone

IN_ORDER = [f"{role} {event}" for role in reversed(Role) for event in ("asked", "stopped")]


async def test_killed_supervisor_leaves_no_orphan_and_the_next_one_starts(tmp_path: Path) -> None:
    """SIGKILL of the supervisor takes all children along, even a frozen one."""
    async with up(tmp_path) as (box, supervisor):
        status = await box.until_running()
        pids = [process.pid or 0 for process in status.processes]
        os.kill(of(status, Role.STATION).pid or 0, signal.SIGSTOP)
        supervisor.kill()
        await gone(*pids)
    async with up(tmp_path) as (box, _):
        await box.until_running()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_signal_stops_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    """Each of the usual signals ends the box in order, with exit status 0."""
    async with up(tmp_path) as (box, supervisor):
        await box.until_running()
        supervisor.send_signal(number)
        assert 0 == await asyncio.wait_for(supervisor.wait(), PATIENCE_S)
        assert IN_ORDER == box.events()[-6:]


async def test_ctrl_c_in_a_terminal_reaches_only_the_supervisor(tmp_path: Path) -> None:
    """The terminal's interrupt stops the box in order: children are in sessions of their own."""
    terminal, its_other_end = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *("setsid", "--ctty"),  # the terminal becomes the controlling one, as in a shell
        *command_line(tmp_path, {}, "up"),
        cwd=ROOT,
        env=environment_in(tmp_path),
        stdin=its_other_end,
        stdout=its_other_end,
        stderr=its_other_end,
    )
    os.close(its_other_end)
    box = SupervisedBox(folder=tmp_path, settings=settings_in(tmp_path))
    await box.until_running()
    os.write(terminal, b"\x03")
    status = await asyncio.wait_for(process.wait(), PATIENCE_S)
    os.close(terminal)
    assert 0 == status
    assert IN_ORDER == box.events()[-6:]


async def test_supervisor_that_was_paused_blames_nobody(tmp_path: Path) -> None:
    """After a pause of the whole machine no child is killed for reports nobody could hear."""
    async with up(tmp_path) as (box, supervisor):
        before = await box.until_running()
        supervisor.send_signal(signal.SIGSTOP)
        # Time itself is what is tested: capture's reports are due within 3 s.
        await asyncio.sleep(4.5)
        supervisor.send_signal(signal.SIGCONT)
        after = await box.status()
        later = await box.until(
            lambda status: of(status, Role.CAPTURE).progress > of(after, Role.CAPTURE).progress
        )
        assert [process.pid for process in before.processes] == [
            process.pid for process in later.processes
        ]
