"""Whether the memory of a process at work grows."""

from appliance.config import Settings
from appliance.diagnostics.benches.load import megabytes
from appliance.diagnostics.inference_process import ChildCommand
from appliance.diagnostics.long_run import LongRun, long_run
from appliance.diagnostics.measured import Part
from appliance.diagnostics.targets import LONG


async def measure(settings: Settings, *, child_command: ChildCommand, minutes: float) -> Part:
    """Recognise a recording of so many minutes as fast as possible and watch the memory."""
    run = await long_run(
        settings,
        models=settings.paths.models,
        child_command=child_command,
        hours=minutes / 60,
    )
    return Part(
        name="memory",
        title="Memory of the recogniser at work",
        conditions={"minutes": f"{minutes:g}", "model": settings.inference.model or "in use"},
        figures=memory_figures(run),
        details={"rss_mb": [megabytes(size) for size in run.rss_bytes]},
    )


async def measure_long(settings: Settings, *, child_command: ChildCommand, hours: float) -> Part:
    """Recognise a recording of many hours: memory, times at its end, text at joins."""
    run = await long_run(
        settings, models=settings.paths.models, child_command=child_command, hours=hours
    )
    return Part(
        name="long",
        title="A long recording",
        conditions={
            "minutes": f"{hours * 60:g}",
            "model": settings.inference.model or "in use",
        },
        figures={
            **memory_figures(run),
            "worst_shift_s": round(run.worst_shift_s, 3),
            "sentences_compared": run.compared,
            "cer": round(sum(run.cers) / len(run.cers), 4),
            "cer_spread": round(run.cer_spread, 4),
            "rtf": round(run.decode_s / run.audio_s, 4),
        },
        targets={
            name: target for name, target in LONG.items() if hours >= 1 or "slope" not in name
        },
        details={
            "rss_mb": [megabytes(size) for size in run.rss_bytes],
            "cers": [round(cer, 4) for cer in run.cers],
        },
    )


def memory_figures(run: LongRun) -> dict[str, float]:
    """Return the slope of the settled memory and where it began and ended."""
    return {
        "slope_percent_per_hour": round(run.slope_percent_per_hour, 2),
        "rss_first_mb": megabytes(run.rss_bytes[0]),
        "rss_last_mb": megabytes(run.rss_bytes[-1]),
    }
