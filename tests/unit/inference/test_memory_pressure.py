"""Memory runs out at load, while decoding and for captions: every job ends with text."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from appliance.config import Inference, Settings
from appliance.domain.memory_ladder import PATIENCE_CHECKS, LadderStep
from appliance.inference.engine import EngineRequest, Quality
from appliance.inference.engine_thread import Decoded, Urgency
from appliance.inference.errors import InferenceError
from appliance.inference.memory_need import memory_need
from appliance.inference.recogniser import Recogniser
from appliance.modelstore.installed import Family
from appliance.wire.inference import InferenceStatus, ModelState, SessionKind
from tests.fakes.devices import MIB, SimulatedDevice, Workshop
from tests.fakes.shelf import FakeShelf, described_model
from tests.fakes.tone import silence, tone
from tests.unit.inference.recognisers import Talk, assembled

LARGE = described_model("large", size_bytes=900 * MIB)
SMALL = described_model("small", engine="whisper", family=Family.WHISPER, size_bytes=80 * MIB)
REQUEST = EngineRequest(language="zh")
PLENTY = 100_000 * MIB


async def decoded(
    ready: Recogniser, seconds: float = 10.0, urgency: Urgency = Urgency.LIVE_FINAL
) -> Decoded:
    """Have audio recognised."""
    decoding = ready.engine_thread.submit(silence(seconds), REQUEST, urgency)
    assert decoding is not None
    async with asyncio.timeout(10):
        return await decoding


async def until(ready: Recogniser, is_so: Callable[[InferenceStatus], bool]) -> InferenceStatus:
    """Wait for a status; the box looks at its memory whenever it idles."""
    async with asyncio.timeout(10):
        while not is_so(status := ready.status()):
            ready.changed.clear()
            await asyncio.wait_for(ready.changed.wait(), 10)
    return status


async def test_a_gpu_without_room_is_passed_over_at_load() -> None:
    """The CPU does it, the status tells why, and nothing was loaded on the GPU in vain."""
    gpu, cpu = SimulatedDevice("cuda", free=50 * MIB), SimulatedDevice()
    workshop = Workshop([gpu, cpu])
    async with assembled(FakeShelf([LARGE]), workshop.devices, workshop.open) as ready:
        status = ready.status()
        heard = await decoded(ready)

    assert (ModelState.READY, "auto", "cpu") == (status.state, status.asked_device, status.device)
    assert "50 MB are free" in status.device_reason
    assert LadderStep.CPU is status.ladder
    assert "cuda: needs about" in status.ladder_reason
    assert "large1。" == heard.hypothesis.text
    assert 1 == len(workshop.opened)


async def test_a_gpu_that_runs_out_while_loading_is_passed_over() -> None:
    """An estimate may be wrong."""
    gpu, cpu = SimulatedDevice("cuda", loading=PLENTY * 2), SimulatedDevice()
    workshop = Workshop([gpu, cpu])
    async with assembled(FakeShelf([LARGE]), workshop.devices, workshop.open) as ready:
        status = ready.status()

    assert ("cpu", LadderStep.CPU) == (status.device, status.ladder)
    assert "cuda: it ran out of memory while loading" in status.device_reason


async def test_a_model_too_large_for_the_machine_gives_way_to_a_smaller_one() -> None:
    """Of those that know the language, the smallest."""
    cpu = SimulatedDevice(free=memory_need(SMALL).total_bytes)
    english = described_model("english", languages=("en",), size_bytes=10 * MIB)
    workshop = Workshop([cpu])
    shelf = FakeShelf([LARGE, SMALL, english], order=["large"])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        status = ready.status()
        heard = await decoded(ready)

    assert ("small", LadderStep.SMALLER_MODEL) == (status.model, status.ladder)
    assert ("small1。", "small") == (heard.hypothesis.text, heard.identity.model)


async def test_without_memory_for_any_model_it_says_so_and_tries_again_by_itself() -> None:
    """The status tells what is needed; when other programs are gone the model comes."""
    cpu = SimulatedDevice(free=10 * MIB)
    workshop = Workshop([cpu])
    async with assembled(FakeShelf([LARGE]), workshop.devices, workshop.open) as ready:
        before = ready.status()
        with pytest.raises(InferenceError, match="not enough memory"):
            ready.require_ready("zh")
        cpu.free = PLENTY
        after = await until(ready, lambda status: status.state is ModelState.READY)

    assert (ModelState.FAILED, "10 MB are free" in before.error) == (before.state, True)
    assert (LadderStep.NONE, "") == (after.ladder, after.error)


async def test_want_of_memory_passes_though_the_chosen_model_is_damaged() -> None:
    """The one that takes its place comes when there is memory for it."""
    cpu = SimulatedDevice(free=10 * MIB)
    workshop = Workshop([cpu])
    shelf = FakeShelf([LARGE, SMALL], damaged={"large"}, order=["large", "small"])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        before = ready.status()
        cpu.free = PLENTY
        after = await until(ready, lambda status: status.state is ModelState.READY)

    assert (ModelState.FAILED, LadderStep.SMALLER_MODEL) == (before.state, before.ladder)
    assert "not enough memory for the model small" in before.error
    assert "small" == after.model


async def test_audio_is_halved_when_the_whole_takes_too_much() -> None:
    """The text of both halves is there, the words in their places."""
    cpu = SimulatedDevice(per_second=100 * MIB)
    workshop = Workshop([cpu])
    async with assembled(FakeShelf([LARGE]), workshop.devices, workshop.open) as ready:
        cpu.free = 700 * MIB
        heard = await decoded(ready, 10)
        status = ready.status()

    assert "large1。large2。" == heard.hypothesis.text
    first, second = heard.hypothesis.words
    assert (0, first.end_sample) == (first.start_sample, second.start_sample)
    assert 160_000 == second.end_sample
    assert LadderStep.HALF_WINDOW is status.ladder
    assert "memory ran out on cpu: std::bad_alloc" == status.ladder_reason


async def test_later_audio_is_halved_at_once() -> None:
    """Without running out of memory first."""
    cpu = SimulatedDevice(per_second=100 * MIB)
    workshop = Workshop([cpu])
    async with assembled(FakeShelf([LARGE]), workshop.devices, workshop.open) as ready:
        cpu.free = 700 * MIB
        await decoded(ready, 10)
        engine = workshop.opened[0]
        engine.decoded_s.clear()
        await decoded(ready, 10)

    assert 2 == len(engine.decoded_s)
    assert max(engine.decoded_s) <= 6.0


async def test_a_gpu_that_fails_even_with_halves_is_left() -> None:
    """The same model goes on, on the CPU; the GPU's memory was given back before."""
    gpu = SimulatedDevice("cuda", per_second=100 * MIB)
    workshop = Workshop([gpu, SimulatedDevice()])
    async with assembled(FakeShelf([LARGE, SMALL]), workshop.devices, workshop.open) as ready:
        gpu.free = 50 * MIB
        heard = await decoded(ready, 10)
        status = ready.status()

    on_gpu, on_cpu = workshop.opened
    assert (True, False) == (on_gpu.is_closed, on_cpu.is_closed)
    assert ("large", "cpu") == (heard.identity.model, heard.identity.device)
    assert (LadderStep.CPU, "cpu") == (status.ladder, status.device)
    assert "CUDA out of memory" in status.ladder_reason


async def test_a_cpu_that_fails_even_with_halves_gets_a_smaller_model() -> None:
    """The text is there; the status says whose."""
    cpu = SimulatedDevice(per_second=100 * MIB)
    workshop = Workshop([cpu], costs={"small": 0.1})
    shelf = FakeShelf([LARGE, SMALL], order=["large"])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        cpu.free = 450 * MIB
        heard = await decoded(ready, 10)
        status = ready.status()

    assert "small1。small2。" == heard.hypothesis.text
    assert ("small", LadderStep.SMALLER_MODEL) == (status.model, status.ladder)


async def test_all_the_way_down_from_a_gpu_to_a_smaller_model() -> None:
    """Half window, CPU, smaller model: one decode, one text, and every step in the diary."""
    gpu = SimulatedDevice("cuda", per_second=100 * MIB)
    cpu = SimulatedDevice(per_second=400 * MIB)
    workshop = Workshop([gpu, cpu], costs={"small": 0.05})
    shelf = FakeShelf([LARGE, SMALL], order=["large"])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        gpu.free, cpu.free = 10 * MIB, memory_need(LARGE).total_bytes
        heard = await decoded(ready, 10)
        status = ready.status()

    assert ["cuda", "cpu", "cpu"] == [one.placement.device for one in workshop.opened]
    assert ["large", "large", "small"] == [one.model.name for one in workshop.opened]
    assert heard.hypothesis.text.startswith("small")
    assert LadderStep.SMALLER_MODEL is status.ladder


async def test_with_nothing_left_to_give_up_the_pieces_get_shorter() -> None:
    """Down to two seconds; text is worth more than context."""
    cpu = SimulatedDevice(per_second=100 * MIB)
    workshop = Workshop([cpu])
    async with assembled(FakeShelf([LARGE]), workshop.devices, workshop.open) as ready:
        cpu.free = 260 * MIB
        heard = await decoded(ready, 10)

    assert heard.hypothesis.text
    assert max(workshop.opened[0].decoded_s) <= 2.6


async def test_a_live_partial_goes_down_the_ladder_too() -> None:
    """The captions and the final that comes after it both have text."""
    gpu = SimulatedDevice("cuda", per_second=100 * MIB)
    workshop = Workshop([gpu, SimulatedDevice()])
    async with assembled(FakeShelf([LARGE]), workshop.devices, workshop.open) as ready:
        gpu.free = 50 * MIB
        request = EngineRequest(language="zh", quality=Quality.PARTIAL)
        partial = ready.engine_thread.submit(silence(1), request, Urgency.LIVE_PARTIAL)
        final = ready.engine_thread.submit(silence(4), REQUEST, Urgency.LIVE_FINAL)
        assert partial is not None
        assert final is not None
        texts = [(await partial).hypothesis.text, (await final).hypothesis.text]

    assert all(texts)
    assert {"engine"} == set().union(*(one.threads for one in workshop.opened[1:]))


@pytest.mark.parametrize(
    ("pressed", "step"),
    [
        (lambda gpu: decode_under(gpu, 700 * MIB), LadderStep.HALF_WINDOW),
        (lambda gpu: decode_under(gpu, 50 * MIB), LadderStep.CPU),
    ],
)
async def test_what_was_given_up_comes_back_with_the_memory(
    pressed: Callable[[SimulatedDevice], Callable[[Recogniser], Awaitable[None]]],
    step: LadderStep,
) -> None:
    """On the GPU, in one piece, with nobody doing anything."""
    gpu = SimulatedDevice("cuda", per_second=100 * MIB)
    workshop = Workshop([gpu, SimulatedDevice()])
    async with assembled(FakeShelf([LARGE]), workshop.devices, workshop.open) as ready:
        await pressed(gpu)(ready)
        assert step is ready.status().ladder
        gpu.free = PLENTY
        status = await until(ready, lambda status: status.ladder is LadderStep.NONE)
        workshop.opened[-1].decoded_s.clear()
        await decoded(ready, 10)

    assert ("cuda", "") == (status.device, status.ladder_reason)
    assert [10.0] == workshop.opened[-1].decoded_s
    assert [False] == [one.is_closed for one in workshop.opened if not one.is_closed]


def decode_under(gpu: SimulatedDevice, free: int) -> Callable[[Recogniser], Awaitable[None]]:
    """Decode with so little memory on the GPU."""

    async def press(ready: Recogniser) -> None:
        gpu.free = free
        await decoded(ready, 10)

    return press


async def test_a_smaller_model_gives_way_to_the_chosen_one_again() -> None:
    """Once the memory has been there for long enough; decodes go on meanwhile."""
    cpu = SimulatedDevice(free=memory_need(SMALL).total_bytes)
    workshop = Workshop([cpu])
    shelf = FakeShelf([LARGE, SMALL], order=["large"])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        cpu.free = PLENTY
        before = await decoded(ready)
        status = await until(ready, lambda status: status.model == "large")
        after = await decoded(ready)

    assert ("small", "large") == (before.identity.model, after.identity.model)
    assert (LadderStep.NONE, "") == (status.ladder, status.ladder_reason)


async def test_memory_that_comes_and_goes_does_not_make_it_swing() -> None:
    """The GPU is tried again only after it had room for long enough."""
    gpu = SimulatedDevice("cuda", per_second=100 * MIB)
    workshop = Workshop([gpu, SimulatedDevice()])
    async with assembled(FakeShelf([LARGE]), workshop.devices, workshop.open) as ready:
        gpu.free = 50 * MIB
        await decoded(ready, 10)
        opened = len(workshop.opened)
        for _ in range(3 * PATIENCE_CHECKS):
            gpu.free = 50 * MIB if gpu.free == PLENTY else PLENTY
            await ready.engine_thread.call(ready._residents.idle, Urgency.BATCH)

    assert opened == len(workshop.opened)


@pytest.mark.parametrize("kind", list(SessionKind))
async def test_a_session_under_pressure_has_all_its_text(kind: SessionKind) -> None:
    """Every utterance has a final, made by whatever engine was left; nothing ends in an error."""
    gpu = SimulatedDevice("cuda", per_second=100 * MIB)
    cpu = SimulatedDevice(per_second=100 * MIB)
    workshop = Workshop([gpu, cpu], costs={"small": 0.05})
    shelf = FakeShelf([LARGE, SMALL], order=["large"])
    async with assembled(shelf, workshop.devices, workshop.open) as ready:
        talk = Talk(ready, kind=kind)
        for free in (PLENTY, 150 * MIB, 0):
            gpu.free = free
            await talk.say(silence(0.5) + tone(2.5) + silence(3.0))
        cpu.free = memory_need(SMALL).total_bytes
        await talk.say(tone(6.5) + silence(3.0))
        await talk.end()
        status = ready.status()

    covered = sum(final.end_sample - final.start_sample for final in talk.finals)
    assert all(final.text for final in talk.finals)
    assert covered >= 14 * 16_000
    assert talk.finals[-1].model == status.model
    assert status.ladder is not LadderStep.NONE
    assert "memory ran out" in status.ladder_reason


async def test_other_errors_are_no_lack_of_memory() -> None:
    """They are errors of their request, and nothing is given up."""
    cpu = SimulatedDevice()
    workshop = Workshop([cpu])
    async with assembled(FakeShelf([LARGE, SMALL]), workshop.devices, workshop.open) as ready:
        cpu.fault = "a wrong shape"
        with pytest.raises(InferenceError, match="a wrong shape"):
            await decoded(ready)
        status = ready.status()

    assert LadderStep.NONE is status.ladder


async def test_asking_for_the_cpu_leaves_the_gpu_alone() -> None:
    """Not even its library is asked."""
    gpu, cpu = SimulatedDevice("cuda"), SimulatedDevice(reason="int8 pays")
    workshop = Workshop([gpu, cpu])
    settings = Settings(inference=Inference(device="cpu"))
    async with assembled(
        FakeShelf([LARGE]), workshop.devices, workshop.open, settings=settings
    ) as ready:
        status = ready.status()

    assert ("cpu", "cpu") == (status.asked_device, status.device)
    assert "cpu is what was asked for; int8 pays" == status.device_reason
    assert [] == gpu.asked_by


async def test_a_gpu_that_was_asked_for_and_is_not_there_is_told() -> None:
    """The box works nevertheless."""
    gpu = SimulatedDevice("cuda", usable=False, reason="no NVIDIA driver is installed")
    workshop = Workshop([gpu, SimulatedDevice()])
    settings = Settings(inference=Inference(device="cuda"))
    async with assembled(
        FakeShelf([LARGE]), workshop.devices, workshop.open, settings=settings
    ) as ready:
        status = ready.status()

    assert (ModelState.READY, "cuda", "cpu") == (status.state, status.asked_device, status.device)
    assert "cuda: no NVIDIA driver is installed" == status.device_reason
    assert LadderStep.NONE is status.ladder
