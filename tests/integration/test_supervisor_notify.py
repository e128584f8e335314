"""What systemd would hear, on a real datagram socket."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.domain.process import Role
from appliance.supervisor.notify import Notifier
from tests.fakes.supervised_box import PATIENCE_S
from tests.fakes.supervised_command import environment_in, up


@pytest.fixture(params=["file", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A socket as systemd opens one, and the name it gives to the service."""
    name = f"@tingxia-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(name.replace("@", "\0", 1))
        listener.setblocking(False)
        yield listener, name


async def heard(
    listener: socket.socket, wanted: str, *, patience_s: float = PATIENCE_S
) -> list[str]:
    """Everything said up to ``wanted``."""
    lines: list[str] = []
    async with asyncio.timeout(patience_s):
        while wanted not in lines:
            datagram = await asyncio.get_running_loop().sock_recv(listener, 4096)
            lines += datagram.decode().splitlines()
    return lines


async def test_systemd_hears_ready_watchdog_and_stopping(
    tmp_path: Path, systemd: tuple[socket.socket, str]
) -> None:
    """READY=1 once capture and station work, WATCHDOG=1 in time, STOPPING=1 at the end."""
    listener, name = systemd
    environment = environment_in(tmp_path, NOTIFY_SOCKET=name, WATCHDOG_USEC="400000")
    async with up(tmp_path, manners={Role.INFERENCE: "mute"}, environment=environment) as (
        box,
        supervisor,
    ):
        said = await heard(listener, "READY=1")
        assert "WATCHDOG=1" in said + await heard(listener, "WATCHDOG=1")
        status = await box.until_running(Role.CAPTURE, Role.STATION)
        environ = Path(f"/proc/{status.processes[1].pid}/environ").read_bytes()
        assert b"NOTIFY_SOCKET" not in environ
        assert b"WATCHDOG" not in environ
        supervisor.send_signal(signal.SIGTERM)
        assert "STATUS=Stopping" in await heard(listener, "STATUS=Stopping")


async def test_systemd_hears_that_the_box_only_records(
    tmp_path: Path, systemd: tuple[socket.socket, str]
) -> None:
    """The status line names the mode."""
    listener, name = systemd
    environment = environment_in(tmp_path, NOTIFY_SOCKET=name, TINGXIA_SUPERVISION_CRASH_BUDGET="1")
    async with up(tmp_path, manners={Role.INFERENCE: "crash"}, environment=environment):
        await heard(listener, "STATUS=Mode: recording-only")


async def test_paused_supervisor_is_silent(
    tmp_path: Path, systemd: tuple[socket.socket, str]
) -> None:
    """No WATCHDOG=1 comes while the supervisor's loop does not turn."""
    listener, name = systemd
    environment = environment_in(tmp_path, NOTIFY_SOCKET=name, WATCHDOG_USEC="100000")
    async with up(tmp_path, environment=environment) as (_, supervisor):
        await heard(listener, "READY=1")
        supervisor.send_signal(signal.SIGSTOP)
        with pytest.raises(TimeoutError):  # what was said before the pause comes to an end
            await heard(listener, "nothing more", patience_s=0.5)
        supervisor.send_signal(signal.SIGCONT)
        await heard(listener, "WATCHDOG=1")


async def test_no_socket_is_no_problem(caplog: pytest.LogCaptureFixture) -> None:
    """Without systemd nothing is sent; with a dead socket it is logged and life goes on."""
    Notifier.from_environment({}).tell("READY=1")
    assert [] == caplog.records
    Notifier("/nonexistent/notify").tell("READY=1")
    assert ["notify-failed"] == [getattr(record, "event", "") for record in caplog.records]


def test_watchdog_of_another_process_is_not_ours() -> None:
    """WATCHDOG_USEC counts only for the process that WATCHDOG_PID names."""
    theirs = {"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}
    assert Notifier.from_environment(theirs).watchdog_s is None
    ours = theirs | {"WATCHDOG_PID": str(os.getpid())}
    assert 3.0 == Notifier.from_environment(ours).watchdog_s
    assert Notifier.from_environment({"WATCHDOG_USEC": "soon"}).watchdog_s is None
