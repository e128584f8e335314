"""What the service costs: a file through it, and its segments through the bare engine."""

import statistics
from dataclasses import asdict

from appliance.config import Settings
from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.bare_sherpa import FAMILIES, BareSherpa
from appliance.diagnostics.benches.latency import SAMPLES
from appliance.diagnostics.inference_process import ChildCommand
from appliance.diagnostics.measured import Part
from appliance.diagnostics.pipeline_tax import Decode, long_recording, measure_round, rounds
from appliance.diagnostics.resident import Resident, resident
from appliance.diagnostics.targets import targets_for
from appliance.domain.audio import to_samples
from appliance.inference.assembly import open_in_use
from appliance.inference.engine import EngineRequest, Samples
from appliance.modelstore.store import ModelStore


async def measure(settings: Settings, *, child_command: ChildCommand, minutes: float) -> Part:
    """Compare in rounds of two minutes. Raises NotMeasurableError."""
    audio = long_recording([built_in(name) for name in SAMPLES], minutes)
    async with resident(settings, child_command=child_command) as one:
        decode, compared_with = _bare(settings, one)
        warm_up = audio[: to_samples(10)].tobytes()
        await measure_round(one.process.socket, decode, warm_up)
        measured = [await measure_round(one.process.socket, decode, pcm) for pcm in rounds(audio)]
        conditions, family = one.conditions, one.family
    service_s = sum(each.service_s for each in measured)
    engine_s = sum(each.engine_s for each in measured)
    decode_s = sum(each.in_service_decode_s for each in measured)
    audio_s = sum(each.audio_s for each in measured)
    decoded_s = sum(each.decoded_audio_s for each in measured)
    bare_s = sum(each.engine_audio_s for each in measured)
    # One burst of other work spoils a round, not the median of them.
    typical = statistics.median(each.tax for each in measured if each.engine_s)
    return Part(
        name="tax",
        title="Pipeline tax, service ÷ bare engine",
        conditions={
            **conditions,
            "compared_with": compared_with,
            "minutes": f"{minutes:g}",
        },
        figures={
            "tax": round(typical, 4),
            "tax_in_total": round(service_s / decoded_s / (engine_s / bare_s), 4),
            "tax_within_service": round(service_s / decode_s, 4),
            "service_rtf": round(service_s / decoded_s, 4),
            "bare_rtf": round(engine_s / bare_s, 4),
        },
        targets=targets_for(family, ("tax",)),
        details={
            "audio_s": round(audio_s, 1),
            "service_s": round(service_s, 2),
            "engine_s": round(engine_s, 2),
            "rounds": [asdict(each) for each in measured],
        },
    )


def _bare(settings: Settings, one: Resident) -> tuple[Decode, str]:
    """Return the library itself where that is possible, else our engine without the service."""
    if one.status.engine == "sherpa" and one.family in FAMILIES:
        model = ModelStore(settings.paths.models).verified(one.status.model)
        library = BareSherpa(model, settings, threads=one.status.threads)
        return library.transcribe, "sherpa-onnx by itself"
    engine = open_in_use(settings)
    request = EngineRequest(
        language=settings.inference.language, itn=settings.text.itn, wants_words=True
    )

    def decode(samples: Samples) -> object:
        return engine.transcribe(samples, request)

    return decode, "the engine without the service"
