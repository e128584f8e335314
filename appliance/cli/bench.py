"""`tingxia bench`: measure speed on this machine."""

import asyncio
import json
import statistics
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from
from appliance.config import Settings

app = typer.Typer(help="Measure speed on this machine.", no_args_is_help=True)
console = Console()

SAMPLES = ("meeting_zh", "factory_zh")
FIRST_PARTIAL_P95_S = 1.5
FINAL_P95_S = 2.0
TAX = 1.10
STARTUP_S = {"recording_possible_s": 2.5, "page_served_s": 4.0, "model_ready_s": 10.0}
WITHOUT_INFERENCE_BYTES = 350 * 2**20
"""What the starter is held to on two cores."""


@app.command()
def latency(
    *,
    repeat: Annotated[int, typer.Option(min=1, help="How often each recording is spoken.")] = 1,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Speak the built-in recordings to a real inference process and time its captions.

    Takes two minutes per repetition, since it happens in real time.

    Example: tingxia bench latency --repeat 3
    """
    result = asyncio.run(_measure_latency(settings_from(config, data_dir), repeat))
    _print(result, title="Live captions", as_json=as_json)
    raise typer.Exit(0 if result["within_target"] else 1)


@app.command()
def tax(
    *,
    minutes: Annotated[float, typer.Option(min=0.5, help="Length of the file.")] = 30,
    data_dir: DataFolder = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Compare a file through the service with the bare engine on the same segments.

    Example: tingxia bench tax --minutes 30
    """
    result = asyncio.run(_measure_tax(settings_from(config, data_dir), minutes))
    _print(result, title="Pipeline tax", as_json=as_json)
    raise typer.Exit(0 if result["within_target"] else 1)


@app.command()
def start(
    *,
    repeat: Annotated[int, typer.Option(min=1, help="How many boxes are started in turn.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Start whole boxes on fresh folders and time when they are of use; read their memory.

    Example: tingxia bench start --repeat 5
    """
    result = asyncio.run(_measure_start(repeat))
    _print(result, title="Start-up", as_json=as_json)
    raise typer.Exit(0 if result["within_target"] else 1)


async def _measure_start(repeat: int) -> dict[str, Any]:
    from appliance.diagnostics.startup import measure

    starts = [await measure() for _ in range(repeat)]
    memory = {role: max(start.rss_bytes[role] for start in starts) for role in starts[0].rss_bytes}
    recorder_bytes = sum(memory[role] for role in ("supervisor", "capture", "station"))
    slowest = {
        "recording_possible_s": max(start.recording_possible_s for start in starts),
        "page_served_s": max(start.page_served_s for start in starts),
        "model_ready_s": max(start.model_ready_s for start in starts),
    }
    return {
        **{name: round(value, 2) for name, value in slowest.items()},
        **{f"{role}_mb": round(size / 2**20) for role, size in memory.items()},
        "without_inference_mb": round(recorder_bytes / 2**20),
        "within_target": recorder_bytes <= WITHOUT_INFERENCE_BYTES
        and all(slowest[name] <= limit for name, limit in STARTUP_S.items()),
        "starts": [asdict(start) for start in starts],
    }


async def _measure_latency(settings: Settings, repeat: int) -> dict[str, Any]:
    from appliance.bootstrap import child_command
    from appliance.diagnostics.audio_file import built_in
    from appliance.diagnostics.error_rate import measure as measure_errors
    from appliance.diagnostics.inference_process import inference_process
    from appliance.diagnostics.latency import measure, percentile
    from appliance.diagnostics.reference_speech import ReferenceSpeech
    from appliance.diagnostics.session_run import SessionClient
    from appliance.inference.detectors.silero import SileroDetector, load_session
    from appliance.samples.built_in import sample_text
    from appliance.wire.inference import SessionKind

    session = load_session()
    first_partials: list[float] = []
    finals: list[float] = []
    texts: list[tuple[str, str]] = []
    async with inference_process(
        settings, models=settings.paths.models, child_command=child_command
    ) as process:
        for name in SAMPLES * repeat:
            pcm = built_in(name).tobytes()
            speech = ReferenceSpeech(
                SileroDetector(session, first_sample=0),
                pcm,
                threshold=settings.endpointing.threshold,
            )
            client = SessionClient(process.socket, pcm, kind=SessionKind.LIVE)
            run = await client.work(in_real_time=True)
            measured = measure(run, speech)
            first_partials += measured.first_partial_s
            finals += measured.final_s
            texts.append((sample_text(), run.text))
    first_p95, final_p95 = percentile(first_partials, 0.95), percentile(finals, 0.95)
    return {
        "utterances": len(finals),
        "first_partial_p50_s": round(percentile(first_partials, 0.5), 3),
        "first_partial_p95_s": round(first_p95, 3),
        "final_p50_s": round(percentile(finals, 0.5), 3),
        "final_p95_s": round(final_p95, 3),
        "live_cer": round(measure_errors(texts).cer, 4),
        "within_target": first_p95 <= FIRST_PARTIAL_P95_S and final_p95 <= FINAL_P95_S,
    }


async def _measure_tax(settings: Settings, minutes: float) -> dict[str, Any]:
    from appliance.bootstrap import child_command
    from appliance.diagnostics.audio_file import built_in
    from appliance.diagnostics.inference_process import inference_process
    from appliance.diagnostics.pipeline_tax import long_recording, measure_round, rounds
    from appliance.inference.assembly import open_in_use
    from appliance.inference.engine import EngineRequest

    audio = long_recording([built_in(name) for name in SAMPLES], minutes)
    engine = open_in_use(settings)
    asked = EngineRequest(language=settings.inference.language, wants_words=True)
    async with inference_process(
        settings, models=settings.paths.models, child_command=child_command
    ) as process:
        measured = [
            await measure_round(
                process.socket, lambda samples: engine.transcribe(samples, asked), pcm
            )
            for pcm in rounds(audio)
        ]
    service_s = sum(one.service_s for one in measured)
    engine_s = sum(one.engine_s for one in measured)
    decode_s = sum(one.in_service_decode_s for one in measured)
    audio_s = sum(one.audio_s for one in measured)
    # One burst of other work spoils a round, not the median of them.
    typical = statistics.median(one.service_s / one.engine_s for one in measured if one.engine_s)
    return {
        "audio_s": round(audio_s, 1),
        "service_s": round(service_s, 2),
        "engine_s": round(engine_s, 2),
        "tax": round(typical, 4),
        "tax_in_total": round(service_s / engine_s, 4),
        "tax_within_service": round(service_s / decode_s, 4),
        "service_rtf": round(service_s / audio_s, 4),
        "rounds": [asdict(one) for one in measured],
        "within_target": typical <= TAX,
    }


def _print(result: dict[str, Any], *, title: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(result, indent=1))
        return
    table = Table(title=title, show_header=False)
    for name, value in result.items():
        if not isinstance(value, list):
            table.add_row(name.replace("_", " "), str(value))
    console.print(table)
