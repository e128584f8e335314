"""A standard Wyoming client, the library's own, against the real process."""

import asyncio

import numpy as np
import pytest
import soxr
from wyoming.asr import Transcribe, Transcript, TranscriptChunk, TranscriptStop
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong

from appliance.diagnostics.demo import sample
from appliance.diagnostics.error_rate import character_error_rate
from appliance.diagnostics.inference_process import InferenceProcess
from tests.integration.inference_runs import SPOKEN, meeting

PATIENCE_S = 150

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(2 * PATIENCE_S)]

FROM_SECOND, FROM_WORD = 23, "故障原因"
"""Of the meeting, where somebody asks for the cause; 38 seconds follow."""


async def ask(client: AsyncClient, pcm: bytes, *, rate: int, channels: int) -> list[str]:
    """Send an utterance; return the transcript after the chunks that came before it."""
    await client.write_event(Transcribe(language="zh-CN").event())
    await client.write_event(AudioStart(rate=rate, width=2, channels=channels).event())
    for at in range(0, len(pcm), 8192):
        chunk = AudioChunk(rate=rate, width=2, channels=channels, audio=pcm[at : at + 8192])
        await client.write_event(chunk.event())
    await client.write_event(AudioStop().event())
    told: list[str] = []
    async with asyncio.timeout(PATIENCE_S):
        while (event := await client.read_event()) is not None:
            if TranscriptChunk.is_type(event.type):
                told.append(TranscriptChunk.from_event(event).text)
            elif Transcript.is_type(event.type):
                told.append(Transcript.from_event(event).text)
            elif TranscriptStop.is_type(event.type):
                return told
    raise AssertionError("the server hung up")


async def test_describe_and_transcribe(inference: InferenceProcess) -> None:
    """One connection: what there is, a ping, and two utterances one after the other."""
    stereo = np.frombuffer(meeting(10), dtype="<i2").astype(np.float32) / 32768
    stereo = soxr.resample(np.repeat(stereo[:, None], 2, axis=1), 16_000, 44_100)
    studio = (np.clip(stereo, -1, 1) * 32767).astype("<i2").tobytes()
    async with AsyncClient.from_uri(f"unix://{inference.socket}") as client:
        await client.write_event(Describe().event())
        described = await client.read_event()
        await client.write_event(Ping(text="here").event())
        pong = await client.read_event()
        first = await ask(client, meeting(10), rate=16_000, channels=1)
        second = await ask(client, studio, rate=44_100, channels=2)

    assert described is not None
    (program,) = Info.from_event(described).asr
    assert ("whisper-base", True) == (program.models[0].name, program.models[0].installed)
    assert "zh" in program.models[0].languages
    assert pong is not None
    assert Pong.from_event(pong).text == "here"
    for told in (first, second):
        assert character_error_rate(SPOKEN, told[-1]) <= 0.15
        assert told[-1] == "".join(told[:-1])


async def test_long_audio_sent_at_once_is_taken_at_the_engines_pace(
    inference: InferenceProcess,
) -> None:
    """More than may lie ahead, in one go: the client is slowed down, nothing is lost."""
    speech = meeting()[FROM_SECOND * 32_000 :]
    spoken = FROM_WORD + sample("meeting_zh").reference.partition(FROM_WORD)[2]
    async with AsyncClient.from_uri(f"unix://{inference.socket}") as client:
        *_, text = await ask(client, speech, rate=16_000, channels=1)

    assert character_error_rate(spoken, text) <= 0.2
    assert 1 == text.count("会议到此结束")


async def test_a_format_that_makes_no_sense_is_refused(inference: InferenceProcess) -> None:
    """With an error event that says so."""
    async with AsyncClient.from_uri(f"unix://{inference.socket}") as client:
        await client.write_event(AudioStart(rate=1, width=2, channels=1).event())
        chunk = AudioChunk(rate=1, width=2, channels=1, audio=bytes(2))
        await client.write_event(chunk.event())
        async with asyncio.timeout(10):
            while (event := await client.read_event()) is not None:
                if Error.is_type(event.type):
                    break

    assert event is not None
    assert "cannot be taken" in Error.from_event(event).text
