"""The supervisor on a machine that is too busy: who is slow is let be, who hangs is not."""

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path

from appliance.domain.process import ProcessEnd, ProcessState, Role
from appliance.wire.supervision import SystemStatus
from tests.fakes.supervised_box import QUICK, of, supervised_box

SLOW = QUICK | {
    Role.INFERENCE: replace(
        QUICK[Role.INFERENCE], start_timeout_s=1.5, progress_timeout_s=1.5, slow_timeout_s=8.0
    )
}


def was_replaced(status: SystemStatus) -> bool:
    """Whether inference runs for the second time at least."""
    return of(status, Role.INFERENCE).restarts >= 1


async def test_frozen_inference_is_replaced_within_its_time(tmp_path: Path) -> None:
    """Stopped by SIGSTOP it uses no processor; the status tells how that run ended."""
    async with supervised_box(tmp_path, limits=SLOW) as (box, _):
        frozen = of(await box.until_running(), Role.INFERENCE).pid
        assert frozen is not None
        os.kill(frozen, signal.SIGSTOP)
        inference = of(await box.until(was_replaced), Role.INFERENCE)
    assert "no progress for 1.5 s: killed" == inference.last_exit
    assert (frozen, ProcessEnd.HUNG) == (inference.last_pid, inference.last_end)


async def test_silent_inference_that_uses_the_processor_is_slow_for_a_while(
    tmp_path: Path,
) -> None:
    """It outlives its timeout several times, but not for ever."""
    async with supervised_box(tmp_path, limits=SLOW, manners={Role.INFERENCE: "stall busy"}) as (
        box,
        _,
    ):
        await box.until_running()
        slow = await box.until(lambda status: of(status, Role.INFERENCE).uptime_s > 4.0)
        assert ProcessState.RUNNING is of(slow, Role.INFERENCE).state
        assert not was_replaced(slow)
        inference = of(await box.until(was_replaced), Role.INFERENCE)
    assert ProcessEnd.HUNG is inference.last_end


async def test_inference_whose_engine_stands_still_is_hung_though_it_reports(
    tmp_path: Path,
) -> None:
    """The part that talks is not the part that works, whatever either uses."""
    async with supervised_box(tmp_path, limits=SLOW, manners={Role.INFERENCE: "stuck busy"}) as (
        box,
        _,
    ):
        inference = of(await box.until(was_replaced), Role.INFERENCE)
    assert ProcessEnd.HUNG is inference.last_end


async def test_inference_that_is_slow_to_start_is_let_be(tmp_path: Path) -> None:
    """A model takes long to load where others have the processor."""
    async with supervised_box(tmp_path, limits=SLOW, manners={Role.INFERENCE: "mute busy"}) as (
        box,
        _,
    ):
        status = await box.until(lambda status: of(status, Role.INFERENCE).uptime_s > 4.0)
        assert (ProcessState.STARTING, 0) == (
            of(status, Role.INFERENCE).state,
            of(status, Role.INFERENCE).restarts,
        )


async def test_a_crash_is_told_from_a_hang_and_from_an_orderly_end(tmp_path: Path) -> None:
    """By the signal or exit status that nobody asked for."""
    async with supervised_box(tmp_path, manners={Role.INFERENCE: "crash-first"}) as (box, _):
        crashed = of(await box.until(was_replaced), Role.INFERENCE)
        running = of(await box.until_running(), Role.INFERENCE).pid
        assert running is not None
        os.kill(running, signal.SIGTERM)
        async with asyncio.timeout(20):
            ended = of(
                await box.until(lambda status: of(status, Role.INFERENCE).last_pid == running),
                Role.INFERENCE,
            )
    assert ProcessEnd.CRASHED is crashed.last_end
    assert ProcessEnd.ASKED is ended.last_end
