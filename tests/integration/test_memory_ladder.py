"""Memory runs out in a real inference process with the real starter; devices are simulated."""

import asyncio
import hashlib
import json
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.config import Inference, Settings
from appliance.diagnostics.error_rate import character_error_rate
from appliance.diagnostics.inference_process import InferenceProcess, inference_process
from appliance.diagnostics.session_run import SessionClient
from appliance.domain.memory_ladder import LadderStep
from appliance.domain.process import Role
from appliance.inference.memory_need import memory_need
from appliance.modelstore.store import ModelStore
from appliance.wire import RemoteError, connect
from appliance.wire.inference import InferenceStatus, ModelState, SessionKind, SubscribeInference
from tests.fakes.inference_short_of_memory import set_free
from tests.integration.inference_runs import SPOKEN, meeting, transcribed

LARGE, SMALL = "whisper-large", "whisper-base"
PLENTY = 50_000
PADDING_BYTES = 64 * 1024 * 1024
MEETING = meeting(10)

pytestmark = pytest.mark.timeout(120)  # ten looks at the memory, a second apart, undo anything


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter, and the same weights with a file beside them that makes the model larger."""
    folder = tmp_path_factory.mktemp("models")
    store = ModelStore(folder)
    starter = store.verified(SMALL)
    large = folder / LARGE
    shutil.copytree(starter.path, large)
    padding = bytes(PADDING_BYTES)
    (large / "padding.bin").write_bytes(padding)
    manifest = json.loads((large / "manifest.json").read_text(encoding="utf-8"))
    manifest["name"] = LARGE
    manifest["files"]["padding.bin"] = hashlib.sha256(padding).hexdigest()
    (large / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    store.use(LARGE)
    return folder


@pytest.fixture
def enough_for_small(models: Path) -> int:
    """So many MiB let the starter be loaded, but not the large model."""
    small, large = (memory_need(ModelStore(models).verified(name)) for name in (SMALL, LARGE))
    return (small.total_bytes + large.total_bytes) // 2 // 1024**2


@asynccontextmanager
async def governed(models: Path, **free_mib: int) -> AsyncIterator[InferenceProcess]:
    """Run the process with so much memory free on its simulated devices."""

    def child_command(role: Role, settings_file: Path, parent_pid: int) -> list[str]:
        module = "tests.fakes.inference_short_of_memory"
        return [sys.executable, "-m", module, role.value, str(settings_file), str(parent_pid)]

    set_free(models, **free_mib)
    settings = Settings(inference=Inference(threads=1))
    async with inference_process(settings, models=models, child_command=child_command) as process:
        yield process


async def until(
    process: InferenceProcess, is_so: Callable[[InferenceStatus], bool]
) -> InferenceStatus:
    """Read the status as a screen does, until it is so."""
    async with asyncio.timeout(40), connect(process.socket) as line:
        await line.send(SubscribeInference())
        async for status in line:
            assert isinstance(status, InferenceStatus)
            if is_so(status):
                return status
    raise AssertionError("the process hung up")


def diary(process: InferenceProcess, event: str) -> list[str]:
    """Return the steps that the log tells of."""
    log = process.socket.parent.parent / "data" / "log" / "inference.log"
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [line["step"] for line in lines if line.get("event") == event]


async def test_a_gpu_without_room_is_passed_over_and_taken_again(models: Path) -> None:
    """At load: the status tells why the CPU works; when there is room it moves, by itself."""
    async with governed(models, cuda=50, cpu=PLENTY) as process:
        passed_over = await process.status()
        run = await transcribed(process, meeting(7), SessionKind.LIVE)
        set_free(models, cuda=PLENTY, cpu=PLENTY)
        status = await until(process, lambda status: status.ladder is LadderStep.NONE)
        async with asyncio.timeout(40):  # the log may be a moment behind the status
            while not (steps := diary(process, "ladder-up")):
                await asyncio.sleep(0.05)

    assert (LARGE, "auto", "cpu") == (
        passed_over.model,
        passed_over.asked_device,
        passed_over.device,
    )
    assert LadderStep.CPU is passed_over.ladder
    assert "50 MB are free; a simulated cpu" in passed_over.device_reason
    assert run.text
    assert (LARGE, "cuda", "") == (status.model, status.device, status.ladder_reason)
    assert ["none"] == steps


@pytest.mark.parametrize("kind", list(SessionKind))
async def test_memory_that_runs_out_at_work_costs_no_text(
    models: Path, enough_for_small: int, kind: SessionKind
) -> None:
    """Captions come first, a long decode first: all the way down, told and in the diary; and up."""
    async with governed(models, cuda=PLENTY, cpu=PLENTY) as process:
        before = await process.status()
        set_free(models, cuda=60, cpu=enough_for_small)
        client = SessionClient(process.socket, MEETING, kind=kind)
        run = await client.work(in_real_time=kind is SessionKind.LIVE)
        short = await process.status()
        set_free(models, cuda=PLENTY, cpu=PLENTY)
        after = await until(process, lambda status: status.ladder is LadderStep.NONE)
        down = diary(process, "ladder-down")

    assert (LARGE, "cuda", LadderStep.NONE) == (before.model, before.device, before.ladder)
    assert len(MEETING) // 2 == run.decided_samples
    assert character_error_rate(SPOKEN, run.text) <= 0.2
    assert (SMALL, "cpu", LadderStep.SMALLER_MODEL) == (short.model, short.device, short.ladder)
    assert "memory ran out on cuda: CUDA out of memory" in short.ladder_reason
    assert ["half-window", "cpu", "smaller-model"][-len(down) :] == down
    assert {SMALL} == {final.model for final in run.finals}
    assert (kind is SessionKind.LIVE) == bool(run.partials)
    assert (LARGE, "cuda", "") == (after.model, after.device, after.ladder_reason)


async def test_without_memory_for_any_model_the_text_comes_later(models: Path) -> None:
    """The process lives and says what is missing; the model comes with the memory."""
    async with governed(models, cuda=10, cpu=10) as process:
        before = await process.status()
        with pytest.raises(RemoteError, match="not enough memory"):
            await transcribed(process, meeting(1), SessionKind.LIVE)
        set_free(models, cuda=10, cpu=PLENTY)
        await until(process, lambda status: status.state is ModelState.READY)
        run = await transcribed(process, meeting(7), SessionKind.LIVE)

    assert ModelState.FAILED is before.state
    assert "10 MB are free" in before.error
    assert "tried again by itself" in before.hint
    assert run.text
