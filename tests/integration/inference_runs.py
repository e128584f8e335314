"""What the tests of the inference process share: the starter's weights, and audio."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from appliance.bootstrap import child_command
from appliance.config import Inference, Settings
from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.inference_process import InferenceProcess, inference_process
from appliance.diagnostics.session_run import SessionClient, SessionRun
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.wire.inference import SessionKind

SPOKEN = "各位同事下午好，我们现在开始第三季度的生产例会。好的，我先汇报一下上周的情况。"
"""What is said in the first ten seconds of the built-in meeting."""


def meeting(seconds: float | None = None) -> bytes:
    """Return the built-in meeting, or its beginning."""
    audio = built_in("meeting_zh")
    return audio[: None if seconds is None else round(seconds * SAMPLE_RATE_HZ)].tobytes()


def noise(seconds: float, *, level: float = 0.05) -> bytes:
    """Return white noise, the same every time."""
    samples = np.random.default_rng(1).normal(0, level, round(seconds * SAMPLE_RATE_HZ))
    return bytes(np.clip(samples * 32767, -32768, 32767).astype("<i2").tobytes())


@asynccontextmanager
async def running(
    models: Path, settings: Settings | None = None
) -> AsyncIterator[InferenceProcess]:
    """Run the real process on the starter's weights.

    One thread unless told: on a busy machine two wait for each other, which takes far longer.
    """
    settings = settings or Settings(inference=Inference(threads=1))
    async with inference_process(settings, models=models, child_command=child_command) as process:
        yield process


async def transcribed(
    process: InferenceProcess, pcm: bytes, kind: SessionKind, *, first_sample: int = 0
) -> SessionRun:
    """Send audio as fast as the rules allow."""
    client = SessionClient(process.socket, pcm, kind=kind, first_sample=first_sample)
    return await client.work()
