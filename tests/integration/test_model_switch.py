"""Another model is loaded while people speak, with real weights in a real process."""

import asyncio
import json
import shutil
import time
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from appliance.diagnostics.error_rate import character_error_rate
from appliance.diagnostics.inference_process import InferenceProcess
from appliance.diagnostics.session_run import SessionClient
from appliance.domain.audio import SAMPLE_RATE_HZ, to_seconds
from appliance.modelstore.installed import Purpose
from appliance.modelstore.store import ModelStore
from appliance.wire import Connection, Message, RemoteError, connect, request
from appliance.wire.inference import (
    EndSession,
    FinalHypothesis,
    InferenceStatus,
    LoadModel,
    ModelState,
    PartialHypothesis,
    SessionAudio,
    SessionEnded,
    SessionKind,
    SessionProgress,
    StartSession,
    SubscribeInference,
    UnloadModel,
)
from tests.integration.inference_runs import meeting, running, transcribed

TWIN = "whisper-twin"
LOAD_TIMEOUT_S = 30.0


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """The starter, and the same weights under another name."""
    store = ModelStore(tmp_path)
    starter = store.verified("whisper-base")
    twin = tmp_path / TWIN
    shutil.copytree(starter.path, twin)
    manifest = json.loads((twin / "manifest.json").read_text(encoding="utf-8"))
    manifest["name"] = TWIN
    (twin / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    store.use("whisper-base")
    return tmp_path


async def load(process: InferenceProcess) -> InferenceStatus:
    """Have the model in use loaded."""
    async with asyncio.timeout(LOAD_TIMEOUT_S):
        return await request(process.socket, LoadModel(), InferenceStatus, timeout_s=LOAD_TIMEOUT_S)


class Dictation:
    """A live session whose audio the test sends piece by piece."""

    def __init__(self, line: Connection, pcm: bytes) -> None:
        self._line = line
        self._pcm = pcm
        self._position = 0
        self.finals: list[FinalHypothesis] = []

    async def say_until(self, second: float) -> None:
        """Send the audio up to there."""
        end = min(round(second * SAMPLE_RATE_HZ), len(self._pcm) // 2)
        while self._position < end:
            piece = self._pcm[2 * self._position : 2 * min(self._position + SAMPLE_RATE_HZ, end)]
            await self._line.send(SessionAudio(first_sample=self._position, audio=piece))
            self._position += len(piece) // 2

    async def hear_until(self, decided_s: float) -> None:
        """Read until the session is decided up to there, or over."""
        while isinstance(message := await self._line.receive(), Message):
            if isinstance(message, FinalHypothesis):
                self.finals.append(message)
            if isinstance(message, SessionEnded) or (
                isinstance(message, SessionProgress)
                and to_seconds(message.decided_samples) >= decided_s
            ):
                return

    async def end(self) -> str:
        """Send and read the rest; return the text of all finals."""
        await self.say_until(len(self._pcm))
        await self._line.send(EndSession())
        await self.hear_until(float("inf"))
        return "".join(final.text for final in self.finals)


async def test_a_switch_in_the_middle_of_a_session_loses_no_word(models: Path) -> None:
    """The text is as without it; each final names the model that made it."""
    pcm = meeting(20)
    start = StartSession(session_id="switch", kind=SessionKind.LIVE)
    async with running(models) as process, connect(process.socket) as line:
        undisturbed = await transcribed(process, pcm, SessionKind.LIVE)
        await line.request(start, SessionProgress)
        dictation = Dictation(line, pcm)
        await dictation.say_until(12)
        await dictation.hear_until(4)
        ModelStore(models).use(TWIN)
        status = await load(process)
        text = await dictation.end()

    assert (ModelState.READY, TWIN, "") == (status.state, status.model, status.error)
    assert {"whisper-base", TWIN} == {final.model for final in dictation.finals}
    assert character_error_rate(undisturbed.text, text) <= 0.02


async def test_captions_go_on_while_the_next_model_loads(models: Path) -> None:
    """In real time: they are away for not much longer than the load takes."""
    switch_at_s = 6.0
    async with running(models) as process:
        client = SessionClient(process.socket, meeting(13), kind=SessionKind.LIVE)
        work = asyncio.ensure_future(client.work(in_real_time=True))
        await asyncio.sleep(switch_at_s)
        ModelStore(models).use(TWIN)
        began_s = time.monotonic()
        status = await load(process)
        load_s = time.monotonic() - began_s
        run = await work
    times = [
        one.at_s
        for one in run.heard
        if isinstance(one.message, PartialHypothesis | FinalHypothesis)
    ]
    gaps = [(later, later - earlier) for earlier, later in pairwise(times)]
    usual_s = max(gap for at, gap in gaps if at < switch_at_s)

    assert TWIN == status.model
    assert max(gap for _, gap in gaps) <= usual_s + load_s + 1.0


async def test_a_damaged_model_is_not_loaded_and_the_present_one_works_on(models: Path) -> None:
    """The status says what is wrong with it, and what helps."""
    ModelStore(models).use(TWIN)
    ModelStore(models).use("whisper-base")
    async with running(models) as process:
        in_use = models / "in-use.json"
        content = json.loads(in_use.read_text(encoding="utf-8"))
        content[Purpose.RECOGNITION.value]["chosen"] = TWIN
        in_use.write_text(json.dumps(content), encoding="utf-8")
        with (models / TWIN / "model.bin").open("r+b") as weights:
            weights.seek(1000)
            weights.write(b"broken")
        status = await load(process)
        run = await transcribed(process, meeting(7), SessionKind.LIVE)

    assert (ModelState.READY, "whisper-base") == (status.state, status.model)
    assert f"The model {TWIN} is missing or damaged: model.bin." == status.error
    assert run.text


async def test_a_changed_lexicon_holds_without_being_asked_for(models: Path) -> None:
    """Soon after its file was written."""
    async with running(models) as process, connect(process.socket) as line:
        await line.send(SubscribeInference())
        before = await line.receive()
        lexicons = process.socket.parent.parent / "data" / "lexicons"
        lexicons.mkdir(exist_ok=True)
        (lexicons / "factory.txt").write_text("注塑机\n温度传感器\n", encoding="utf-8")
        assert isinstance(before, InferenceStatus)
        terms = before.lexicon_terms
        async with asyncio.timeout(30):
            while terms == before.lexicon_terms:  # other changes are told as well
                after = await line.receive()
                assert isinstance(after, InferenceStatus)
                terms = after.lexicon_terms

    assert (0, 2) == (before.lexicon_terms, terms)


async def test_a_model_given_back_leaves_its_memory_and_comes_again(models: Path) -> None:
    """The process stays; sessions are refused with what helps until LoadModel."""
    async with running(models) as process:
        child = psutil.Process(process.process.pid)
        await transcribed(process, meeting(7), SessionKind.BATCH)
        loaded_bytes = child.memory_info().rss
        given_back = await request(process.socket, UnloadModel(), InferenceStatus)
        without_bytes = child.memory_info().rss
        with pytest.raises(RemoteError, match="given back"):
            await transcribed(process, meeting(1), SessionKind.LIVE)
        again = await load(process)
        run = await transcribed(process, meeting(7), SessionKind.LIVE)

    assert (ModelState.UNLOADED, ModelState.READY) == (given_back.state, again.state)
    assert without_bytes < loaded_bytes - 60 * 1024 * 1024
    assert run.text
