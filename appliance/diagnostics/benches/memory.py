"""Whether the memory of a process at work grows."""

from statistics import mean
from typing import Final

from appliance.config import Settings
from appliance.diagnostics.benches.load import megabytes
from appliance.diagnostics.inference_process import ChildCommand
from appliance.diagnostics.latency import percentile
from appliance.diagnostics.long_run import LongRun, long_run
from appliance.diagnostics.measured import Part
from appliance.diagnostics.targets import LONG

_SLOPE_FROM_S: Final = 1200.0
"""In less audio memory has not settled for long enough."""


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
        conditions={"minutes": f"{minutes:g}", "model": settings.inference.model},
        figures=memory_figures(run),
        details={"rss_mb": [megabytes(size) for size in run.rss_bytes]},
    )


async def measure_long(settings: Settings, *, child_command: ChildCommand, hours: float) -> Part:
    """Recognise a recording of many hours: memory, times at its end, text at joins."""
    run = await long_run(
        settings, models=settings.paths.models, child_command=child_command, hours=hours
    )
    shifts_s = run.text.shifts_at_end_s()
    cers = run.text.cers
    return Part(
        name="long",
        title="A long recording",
        conditions={
            "minutes": f"{hours * 60:g}",
            "model": settings.inference.model,
        },
        figures={
            **memory_figures(run),
            "edges_compared": len(shifts_s),
            "p95_shift_s": round(percentile(shifts_s or [0.0], 0.95), 3),
            "worst_shift_s": round(max(shifts_s, default=0.0), 3),
            "longest_hole_characters": run.text.longest_hole,
            "cer": round(mean(cers), 4),
            "cer_spread": round(run.text.cer_spread, 4),
            "rtf": round(run.decode_s / run.audio_s, 4),
        },
        targets={
            name: target for name, target in LONG.items() if hours >= 1 or "slope" not in name
        },
        details={
            "rss_mb": [megabytes(size) for size in run.rss_bytes],
            "cers": [round(cer, 4) for cer in cers],
        },
    )


def memory_figures(run: LongRun) -> dict[str, float]:
    """Return where memory began and ended, and in hours of audio the slope once it has settled."""
    slope = {"slope_percent_per_hour": round(run.slope_percent_per_hour, 2)}
    return {
        **(slope if run.audio_s >= _SLOPE_FROM_S else {}),
        "rss_first_mb": megabytes(run.rss_bytes[0]),
        "rss_last_mb": megabytes(run.rss_bytes[-1]),
    }
