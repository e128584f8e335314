"""How soon captions are there when the built-in recordings are spoken in real time."""

from typing import Final

from appliance.config import Settings
from appliance.diagnostics import latency
from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.error_rate import measure as measure_errors
from appliance.diagnostics.inference_process import ChildCommand
from appliance.diagnostics.latency import percentile
from appliance.diagnostics.measured import Part
from appliance.diagnostics.reference_speech import ReferenceSpeech
from appliance.diagnostics.resident import resident
from appliance.diagnostics.session_run import SessionClient
from appliance.diagnostics.targets import targets_for
from appliance.inference.detectors.silero import SileroDetector, load_session
from appliance.samples.built_in import sample_text
from appliance.wire.inference import SessionKind

SAMPLES: Final = ("meeting_zh", "factory_zh")
_NONSENSE_CER: Final = 0.9


async def measure(settings: Settings, *, child_command: ChildCommand, repeat: int) -> Part:
    """Take two minutes per repetition. Raises NotMeasurableError."""
    session = load_session()
    first_partials: list[float] = []
    finals: list[float] = []
    texts: list[tuple[str, str]] = []
    async with resident(settings, child_command=child_command) as one:
        for name in SAMPLES * repeat:
            pcm = built_in(name).tobytes()
            speech = ReferenceSpeech(
                SileroDetector(session, first_sample=0),
                pcm,
                threshold=settings.endpointing.threshold,
            )
            client = SessionClient(one.process.socket, pcm, kind=SessionKind.LIVE)
            run = await client.work(in_real_time=True)
            measured = latency.measure(run, speech)
            first_partials += measured.first_partial_s
            finals += measured.final_s
            texts.append((sample_text(), run.text))
        conditions, family = one.conditions, one.family
    figures: dict[str, float] = {"utterances": len(finals)}
    for name, values in (("first_partial", first_partials), ("final", finals)):
        for share in (50, 95):
            if values:
                figures[f"{name}_p{share}_s"] = round(percentile(values, share / 100), 3)
    cer = measure_errors(texts).cer
    if cer < _NONSENSE_CER:  # a model of random weights talks nonsense
        figures["live_cer"] = round(cer, 4)
    return Part(
        name="latency",
        title="Live captions",
        conditions=conditions,
        figures=figures,
        targets=targets_for(family, ("first_partial_p95_s", "final_p95_s")),
        details={"first_partials_s": _rounded(first_partials), "finals_s": _rounded(finals)},
    )


def _rounded(values: list[float]) -> list[float]:
    return [round(value, 3) for value in values]
