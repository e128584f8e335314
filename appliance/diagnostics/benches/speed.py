"""How fast the engine alone is, by length of the segment and number of threads."""

import asyncio
import statistics
import time
from typing import Final

from appliance.config import Settings
from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.measured import Part
from appliance.domain.audio import to_samples
from appliance.inference.assembly import open_in_use
from appliance.inference.devices.cpu_cores import physical_cores
from appliance.inference.engine import Engine, EngineRequest, Samples
from appliance.inference.engine_thread import to_samples_array

LENGTHS_S: Final = (2, 5, 10, 20, 30)


async def measure(settings: Settings, *, repeat: int) -> Part:
    """Decode pieces of the built-in meeting with one thread and with all cores."""
    return await asyncio.to_thread(_measure, settings, repeat)


def _measure(settings: Settings, repeat: int) -> Part:
    audio = to_samples_array(built_in("meeting_zh").tobytes())
    figures: dict[str, float] = {}
    identity = None
    for threads in dict.fromkeys((1, settings.inference.threads or physical_cores())):
        inference = settings.inference.model_copy(update={"threads": threads})
        engine = open_in_use(settings.model_copy(update={"inference": inference}))
        identity = engine.identity
        request = EngineRequest(language=settings.inference.language, itn=settings.text.itn)
        engine.transcribe(audio[: to_samples(5)], request)  # the first one loads things
        for length_s in LENGTHS_S:
            took_s = _median(engine, audio[: to_samples(length_s)], request, repeat)
            name = f"rtf_{length_s}s_{threads}_thread{'s' if threads > 1 else ''}"
            figures[name] = round(took_s / length_s, 4)
        engine.close()
    assert identity is not None, "there is always a number of threads"
    return Part(
        name="speed",
        title="Speed of the engine alone, by length of segment and threads",
        conditions={
            "model": identity.model,
            "device": identity.device,
            "precision": identity.precision,
        },
        figures=figures,
    )


def _median(engine: Engine, samples: Samples, request: EngineRequest, repeat: int) -> float:
    took = []
    for _ in range(repeat):
        began = time.perf_counter()
        engine.transcribe(samples, request)
        took.append(time.perf_counter() - began)
    return statistics.median(took)
