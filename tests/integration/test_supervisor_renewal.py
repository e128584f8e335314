"""Children are started anew when what they read was changed, and not before they can be spared."""

import asyncio
from pathlib import Path

import pytest

from appliance.choices import NAME, Choices
from appliance.domain.process import ProcessState, Role
from appliance.domain.restart_policy import RestartPolicy
from appliance.wire import request
from appliance.wire.supervision import ApplySettings, Mode, ShutDown, SystemStatus
from tests.fakes.supervised_box import PATIENCE_S, SupervisedBox, of, supervised_box


async def choose(box: SupervisedBox, **settings: object) -> SystemStatus:
    """Write choices as the station does, and tell the supervisor."""
    chosen = {key.replace("__", "."): value for key, value in settings.items()}
    (box.settings.paths.data / NAME).write_bytes(Choices(settings=chosen).to_json())
    return await request(box.settings.paths.supervisor_socket, ApplySettings(), SystemStatus)


async def renewed(box: SupervisedBox, role: Role, old: int | None) -> SystemStatus:
    """Wait for another process of a role."""
    return await box.until(
        lambda status: (
            of(status, role).pid not in {old, None}
            and of(status, role).state is ProcessState.RUNNING
        )
    )


async def test_inference_is_renewed_at_once_and_nobody_else(tmp_path: Path) -> None:
    """It is asked to stop in good order; it starts with the new settings, and no crash counts."""
    async with supervised_box(tmp_path) as (box, _):
        before = await box.until_running()
        await choose(box, inference__language="en")
        after = await renewed(box, Role.INFERENCE, of(before, Role.INFERENCE).pid)
        handed_over = box.settings.paths.settings.read_text()

        assert "inference asked" in box.events()
        assert ("", ()) == (
            of(after, Role.INFERENCE).last_exit,
            of(after, Role.INFERENCE).outdated,
        )
        assert '"language":"en"' in handed_over
        for role in (Role.CAPTURE, Role.STATION):
            assert of(before, role).pid == of(after, role).pid


async def test_capture_leaves_when_it_can_be_spared(tmp_path: Path) -> None:
    """Until then it runs on, with its status saying what waits for it."""
    async with supervised_box(tmp_path, manners={Role.CAPTURE: "recording"}) as (box, _):
        before = of(await box.until_running(), Role.CAPTURE)
        told = await choose(box, capture__preroll_s=1.5)
        await box.until(lambda _: "capture hung-up" in box.events())
        during = await box.process(Role.CAPTURE)
        (tmp_path / "idle").touch()
        after = of(await renewed(box, Role.CAPTURE, before.pid), Role.CAPTURE)

        assert ("capture.preroll_s",) == of(told, Role.CAPTURE).outdated
        assert before.pid == during.pid
        assert ((), "", 1) == (after.outdated, after.last_exit, after.restarts)
        assert (0, None) == (after.faults, after.fault_ago_s), "nothing went wrong"
        assert "capture asked" not in box.events()


async def test_what_nobody_reads_renews_nobody(tmp_path: Path) -> None:
    """The station takes its own settings up by itself; a choice that is not possible is left."""
    async with supervised_box(tmp_path) as (box, _):
        before = await box.until_running()
        after = await choose(box, retention__max_age_days=3, capture__preroll_s=-1)

        assert [process.pid for process in before.processes] == [
            process.pid for process in after.processes
        ]
        assert {()} == {process.outdated for process in after.processes}


async def test_inference_that_was_given_up_gets_another_chance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another device may be the very cure."""
    monkeypatch.setattr(RestartPolicy, "SHORTEST_S", 0.01)
    async with supervised_box(tmp_path, manners={Role.INFERENCE: "crash"}) as (box, _):
        await box.until(lambda status: status.mode is Mode.RECORDING_ONLY)
        box.manners[Role.INFERENCE] = ""
        await choose(box, inference__device="cpu")
        status = await box.until_running()

        assert Mode.NORMAL is status.mode


async def test_a_box_that_stops_meanwhile_stops_in_good_order(tmp_path: Path) -> None:
    """Capture that was told to leave and is still recording is stopped like any other."""
    async with supervised_box(tmp_path, manners={Role.CAPTURE: "recording"}) as (box, running):
        await box.until_running()
        await choose(box, capture__preroll_s=1.5)
        await box.until(lambda _: "capture hung-up" in box.events())
        await request(box.settings.paths.supervisor_socket, ShutDown(), SystemStatus)
        async with asyncio.timeout(PATIENCE_S):
            status = await running

        assert 0 == status
        assert "capture stopped" in box.events()
