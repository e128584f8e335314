"""The supervisor over real child processes."""

import asyncio
import os
import signal
import stat
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from appliance.domain.process import ProcessState, Role
from appliance.domain.restart_policy import RestartPolicy
from appliance.errors import ApplianceError
from appliance.paths import AlreadyRunningError
from appliance.supervisor.process import run
from appliance.wire import RemoteError, connect, request
from appliance.wire.supervision import (
    HardwareStatus,
    Mode,
    ProcessProgress,
    ProcessReady,
    ShutDown,
    SystemStatus,
)
from tests.fakes.supervised_box import (
    PATIENCE_S,
    QUICK,
    command_of,
    of,
    supervised_box,
)


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def gone(*pids: int) -> None:
    """Wait until none of them runs."""
    async with asyncio.timeout(PATIENCE_S):
        while any(map(is_alive, pids)):
            await asyncio.sleep(0.02)


@pytest.fixture
def without_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backoff a hundred times faster than real."""
    monkeypatch.setattr(RestartPolicy, "SHORTEST_S", 0.01)


async def test_all_children_start_in_order_and_become_running(tmp_path: Path) -> None:
    """Capture is started first, and everything runs without anybody asking."""
    async with supervised_box(tmp_path) as (box, _):
        status = await box.until_running()
        assert Mode.NORMAL is status.mode
        assert ["supervisor", *Role] == [process.role for process in status.processes]
        assert all(process.rss_bytes > 0 for process in status.processes)
        assert all(process.ready_after_s is not None for process in status.processes)
        assert {0} == {process.restarts for process in status.processes}
        started = [of(status, role).pid or 0 for role in Role]
        assert sorted(started, key=lambda pid: psutil.Process(pid).create_time()) == started


async def test_settings_are_handed_over_privately(tmp_path: Path) -> None:
    """The children's settings file is complete and readable by the user only."""
    async with supervised_box(tmp_path) as (box, _):
        await box.until_running()
        file = box.settings.paths.settings
        assert 0o600 == stat.S_IMODE(file.stat().st_mode)
        assert box.settings == type(box.settings).model_validate_json(file.read_bytes())


async def test_killed_capture_is_back_within_two_seconds(tmp_path: Path) -> None:
    """Capture dies once and records again within 2 s; the status says how it ended."""
    async with supervised_box(tmp_path) as (box, _):
        first = of(await box.until_running(), Role.CAPTURE).pid
        assert first is not None
        killed_s = time.monotonic()
        os.kill(first, signal.SIGKILL)
        status = await box.until(
            lambda status: (
                of(status, Role.CAPTURE).state is ProcessState.RUNNING
                and of(status, Role.CAPTURE).pid != first
            )
        )
        assert time.monotonic() - killed_s < 2.0
        capture = of(status, Role.CAPTURE)
        assert (1, "killed by SIGKILL") == (capture.restarts, capture.last_exit)
        assert (1, 1) == (capture.faults, capture.faults_lately)
        assert capture.fault_ago_s is not None
        assert 0.0 <= capture.fault_ago_s < time.monotonic() - killed_s


async def test_what_a_crashed_child_started_goes_with_it(tmp_path: Path) -> None:
    """A process that the child left behind does not outlive it, though it ignores SIGTERM."""
    async with supervised_box(tmp_path, manners={Role.CAPTURE: "grandchild"}) as (box, _):
        capture = of(await box.until_running(), Role.CAPTURE).pid
        assert capture is not None
        grandchild = int((tmp_path / "capture.grandchild").read_text())
        os.kill(capture, signal.SIGKILL)
        await gone(capture, grandchild)


async def test_crashing_child_backs_off(tmp_path: Path) -> None:
    """A child that dies at every start is found waiting, with its last words as reason."""
    async with supervised_box(tmp_path, manners={Role.STATION: "crash"}) as (box, running):
        status = await box.until(
            lambda status: (
                of(status, Role.STATION).state is ProcessState.BACKOFF
                and of(status, Role.STATION).restarts >= 1
            )
        )
        assert "exit status 3: I am broken" == of(status, Role.STATION).last_exit
        assert Mode.NORMAL is status.mode
        assert not running.done()


@pytest.mark.usefixtures("without_delays")
async def test_five_crashes_of_inference_lead_to_recording_only(tmp_path: Path) -> None:
    """After the fifth crash inference is left off; the others run on and are told."""
    async with supervised_box(tmp_path, manners={Role.INFERENCE: "crash"}) as (box, _):
        status = await box.until(lambda status: status.mode is Mode.RECORDING_ONLY)
        inference = of(status, Role.INFERENCE)
        assert (ProcessState.FATAL, 4) == (inference.state, inference.restarts)
        assert 5 == len(box.pids(Role.INFERENCE))
        assert Mode.RECORDING_ONLY is status.hardware.mode
        await box.until_running(Role.CAPTURE, Role.STATION)
        async with asyncio.timeout(PATIENCE_S):
            while (tmp_path / "capture.mode").read_text() != Mode.RECORDING_ONLY:
                await asyncio.sleep(0.02)


@pytest.mark.usefixtures("without_delays")
async def test_capture_is_never_given_up(tmp_path: Path) -> None:
    """A capture that crashes more often than the budget allows is started again and again."""
    async with supervised_box(tmp_path, manners={Role.CAPTURE: "crash"}, crash_budget=2) as (
        box,
        _,
    ):
        status = await box.until(lambda status: of(status, Role.CAPTURE).restarts > 4)
        assert Mode.NORMAL is status.mode


async def test_stopped_child_is_killed_as_hung_and_restarted(tmp_path: Path) -> None:
    """A child frozen by SIGSTOP reports nothing, is killed with its group and replaced."""
    async with supervised_box(tmp_path, manners={Role.STATION: "grandchild"}) as (box, _):
        frozen = of(await box.until_running(), Role.STATION).pid
        assert frozen is not None
        grandchild = int((tmp_path / "station.grandchild").read_text())
        os.kill(frozen, signal.SIGSTOP)
        status = await box.until(
            lambda status: (
                of(status, Role.STATION).restarts == 1
                and of(status, Role.STATION).state is ProcessState.RUNNING
            )
        )
        assert "no progress for 1.5 s: killed" == of(status, Role.STATION).last_exit
        await gone(frozen, grandchild)


async def test_child_that_never_becomes_ready_is_killed(tmp_path: Path) -> None:
    """Readiness is a message; a process that never sends it is replaced."""
    limits = QUICK | {Role.CAPTURE: replace(QUICK[Role.CAPTURE], start_timeout_s=0.5)}
    async with supervised_box(tmp_path, manners={Role.CAPTURE: "mute"}, limits=limits) as (box, _):
        status = await box.until(lambda status: of(status, Role.CAPTURE).restarts >= 1)
        assert "not ready within 0.5 s: killed" == of(status, Role.CAPTURE).last_exit


async def test_program_that_does_not_exist_is_a_crash(tmp_path: Path) -> None:
    """A child that cannot even be started is retried, and the status says why."""
    async with supervised_box(tmp_path, program=str(tmp_path / "nothing")) as (box, running):
        status = await box.until(
            lambda status: of(status, Role.INFERENCE).state is ProcessState.BACKOFF
        )
        assert of(status, Role.INFERENCE).last_exit.startswith("cannot be started: ")
        await request(box.settings.paths.supervisor_socket, ShutDown(), SystemStatus)
        assert 0 == await asyncio.wait_for(running, PATIENCE_S)


async def test_shut_down_stops_in_order_and_within_time(tmp_path: Path) -> None:
    """Inference first, then station, capture last; the answer comes before the end."""
    async with supervised_box(tmp_path) as (box, running):
        pids = [process.pid or 0 for process in (await box.until_running()).processes[1:]]
        answer = await request(box.settings.paths.supervisor_socket, ShutDown(), SystemStatus)
        assert Mode.NORMAL is answer.mode
        assert 0 == await asyncio.wait_for(running, 5)
        assert [
            f"{role} {event}" for role in reversed(Role) for event in ("asked", "stopped")
        ] == box.events()[-6:]
        await gone(*pids)
        assert not box.settings.paths.supervisor_socket.exists()


async def test_stubborn_child_is_killed_with_its_grandchild(tmp_path: Path) -> None:
    """Who ignores SIGTERM is killed in time, group and all, and capture still stops well."""
    manners = {Role.STATION: "stubborn grandchild"}
    async with supervised_box(tmp_path, manners=manners, stop_timeout_s=2) as (box, running):
        station = of(await box.until_running(), Role.STATION).pid
        assert station is not None
        grandchild = int((tmp_path / "station.grandchild").read_text())
        asked_s = time.monotonic()
        await request(box.settings.paths.supervisor_socket, ShutDown(), SystemStatus)
        assert 0 == await asyncio.wait_for(running, 5)
        assert time.monotonic() - asked_s < 2.5
        await gone(station, grandchild)
        assert "capture stopped" == box.events()[-1]


async def test_box_stops_while_a_child_is_frozen(tmp_path: Path) -> None:
    """An orderly stop wakes a stopped process so that it can still end in good order."""
    async with supervised_box(tmp_path) as (box, running):
        capture = of(await box.until_running(), Role.CAPTURE).pid
        assert capture is not None
        os.kill(capture, signal.SIGSTOP)
        await request(box.settings.paths.supervisor_socket, ShutDown(), SystemStatus)
        assert 0 == await asyncio.wait_for(running, 5)
        assert "capture stopped" == box.events()[-1]


async def test_refusal_at_first_start_ends_the_box_with_that_code(tmp_path: Path) -> None:
    """A station that says itself why it cannot start (exit status 9) ends the box with 9."""
    async with supervised_box(tmp_path, manners={Role.STATION: "refuse"}) as (box, running):
        assert 9 == await asyncio.wait_for(running, PATIENCE_S)
        assert 1 == len(box.pids(Role.STATION))


async def test_inference_may_not_end_the_box(tmp_path: Path) -> None:
    """The same refusal of inference costs only the text."""
    async with supervised_box(tmp_path, manners={Role.INFERENCE: "refuse"}, crash_budget=1) as (
        box,
        running,
    ):
        await box.until(lambda status: status.mode is Mode.RECORDING_ONLY)
        assert not running.done()


async def test_second_box_is_refused_with_the_pid_of_the_first(tmp_path: Path) -> None:
    """One box per data folder."""
    async with supervised_box(tmp_path) as (box, _):
        await box.until_running(Role.CAPTURE)
        with pytest.raises(AlreadyRunningError, match=f"process {os.getpid()}"):
            await run(box.settings, child_command=command_of(tmp_path, {}))


async def test_inference_over_its_budget_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An inference that grew too big is asked to end and started anew: no crash."""
    monkeypatch.setattr("appliance.supervisor.box.PULSE_S", 0.1)
    monkeypatch.setattr("appliance.supervisor.child.TOO_SOON_TO_RECYCLE_S", 0.0)
    memory = {"memory_limit_bytes": 2**29}
    async with supervised_box(
        tmp_path, manners={Role.INFERENCE: "bloat"}, inference=memory, crash_budget=1
    ) as (box, _):
        status = await box.until(lambda status: of(status, Role.INFERENCE).restarts >= 1)
        assert "MiB of memory, more than 512 MiB" in of(status, Role.INFERENCE).last_exit
        assert Mode.NORMAL is status.mode
        assert "inference asked" in box.events()


async def test_inference_that_is_too_big_from_the_start_counts_as_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that never fits would be replaced for ever; the crash budget ends that."""
    monkeypatch.setattr("appliance.supervisor.box.PULSE_S", 0.1)
    memory = {"memory_limit_bytes": 2**29}
    async with supervised_box(
        tmp_path, manners={Role.INFERENCE: "bloat"}, inference=memory, crash_budget=1
    ) as (box, _):
        status = await box.until(lambda status: status.mode is Mode.RECORDING_ONLY)
        assert "MiB of memory, more than 512 MiB" in of(status, Role.INFERENCE).last_exit


async def test_only_the_child_itself_may_report(tmp_path: Path) -> None:
    """Another process that claims to be capture is refused; the box goes on."""
    async with supervised_box(tmp_path) as (box, _):
        await box.until_running()
        with pytest.raises(RemoteError, match=f"Process {os.getpid()} is not the capture"):
            await request(
                box.settings.paths.supervisor_socket,
                ProcessReady(role=Role.CAPTURE, pid=(await box.process(Role.CAPTURE)).pid or 0),
                HardwareStatus,
            )
        assert ProcessState.RUNNING is (await box.process(Role.CAPTURE)).state


async def test_message_out_of_place_is_refused(tmp_path: Path) -> None:
    """Progress from nobody gets an error; the supervisor answers the next question."""
    async with supervised_box(tmp_path) as (box, _):
        await box.until_running(Role.CAPTURE)
        async with connect(box.settings.paths.supervisor_socket) as connection:
            with pytest.raises(ApplianceError, match="out of place"):
                await connection.request(ProcessProgress(count=1), SystemStatus)
        assert Mode.NORMAL is (await box.status()).mode


async def test_flood_of_output_is_bounded(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Of 2,000 lines printed at once, the log keeps a bounded number."""
    caplog.set_level("INFO")
    async with supervised_box(tmp_path, manners={Role.CAPTURE: "chatty"}) as (box, _):
        await box.until_running()
        kept = [record for record in caplog.records if record.message.startswith("line ")]
        assert 200 == len(kept)
