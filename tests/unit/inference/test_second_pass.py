"""The model of the second pass: loaded when it is needed, the first to go, never in the way."""

import asyncio
import threading

from appliance.config import Inference
from appliance.domain.memory_ladder import LadderStep
from appliance.inference.beside import Beside
from appliance.inference.memory_need import memory_need
from appliance.inference.model_loader import ModelLoader, Openers
from appliance.inference.second_pass import IDLE_S, SecondPass
from appliance.modelstore.installed import InstalledModel, Purpose
from tests.fakes.devices import MIB, SimulatedDevice, Workshop
from tests.fakes.shelf import FakeShelf
from tests.unit.inference.recognisers import assembled
from tests.unit.inference.test_model_switch import FIRST, LARGE, PLENTY, decoded, no_marks


async def test_the_second_pass_has_its_own_model() -> None:
    """Loaded when first asked for; the main model works on meanwhile."""
    shelf = FakeShelf([FIRST, LARGE], in_use={Purpose.SECOND_PASS: "large"})
    workshop = Workshop([SimulatedDevice()])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        opened_before = len(workshop.opened)
        loading, go_on = threading.Event(), threading.Event()

        def wait(_: InstalledModel) -> None:
            loading.set()
            assert go_on.wait(10)

        workshop.before_opening = wait
        refining = asyncio.ensure_future(decoded(ready, refine=True))
        await asyncio.to_thread(loading.wait, 10)
        live = await decoded(ready)
        assert not refining.done()
        go_on.set()
        refined = await refining
        status = ready.status()

    assert 1 == opened_before
    assert ("first", "large") == (live.identity.model, refined.identity.model)
    assert "large" == status.second_pass_model


async def test_a_second_pass_that_is_loaded_after_the_unload_is_closed() -> None:
    """Whoever asked for it has left; the memory was given back and stays free."""
    shelf = FakeShelf([FIRST, LARGE], in_use={Purpose.SECOND_PASS: "large"})
    workshop = Workshop([SimulatedDevice()])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        loading, go_on = threading.Event(), threading.Event()

        def wait(_: InstalledModel) -> None:
            loading.set()
            assert go_on.wait(10)

        workshop.before_opening = wait
        refining = asyncio.ensure_future(decoded(ready, refine=True))
        await asyncio.to_thread(loading.wait, 10)
        refining.cancel()
        await ready.unload()
        go_on.set()

    assert [True, True] == [engine.is_closed for engine in workshop.opened]


async def test_without_room_the_main_model_does_the_second_pass() -> None:
    """And the status says why."""
    device = SimulatedDevice()
    shelf = FakeShelf([FIRST, LARGE], in_use={Purpose.SECOND_PASS: "large"})
    workshop = Workshop([device])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        device.free = 300 * MIB
        refined = await decoded(ready, refine=True)
        status = ready.status()

    assert "first" == refined.identity.model
    assert "" == status.second_pass_model
    assert "the second pass is done with the main model" in status.ladder_reason
    assert "300 MB are free" in status.ladder_reason


async def test_the_second_pass_is_the_first_to_go_when_memory_runs_out() -> None:
    """Live text matters more; the main model then decodes in one piece."""
    device = SimulatedDevice()
    shelf = FakeShelf([FIRST, LARGE], in_use={Purpose.SECOND_PASS: "large"})
    workshop = Workshop([device])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        await decoded(ready, refine=True)
        main, second = workshop.opened

        def closed() -> None:
            device.free = PLENTY

        second.on_close = closed
        device.per_second = 500 * MIB
        device.free = memory_need(FIRST).decode_bytes
        heard = await decoded(ready)
        status = ready.status()

    assert "first" == heard.identity.model
    assert [2.0] == main.decoded_s
    assert (True, LadderStep.NONE) == (second.is_closed, status.ladder)


def test_the_second_pass_is_closed_when_nobody_needs_it() -> None:
    """After some minutes; it is loaded again the next time."""
    now = 0.0
    workshop = Workshop([SimulatedDevice()])
    loader = ModelLoader(
        FakeShelf([LARGE]),
        workshop.devices,
        Openers(engine=workshop.open, streaming_engine=no_marks, punctuator=no_marks),
        configured=Inference(),
        threads=1,
    )
    second = SecondPass(loader, Beside(), now=lambda: now)
    second.choose("large")
    loading = second.prepare()
    assert loading is not None
    loading.result(timeout=10)
    now = IDLE_S - 1
    second.idle()
    kept = second.loaded
    second.used()
    now += IDLE_S
    second.idle()
    closed = second.loaded

    assert kept is not None
    assert closed is None
    assert workshop.opened[0].is_closed
    assert second.prepare() is not None
