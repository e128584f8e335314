"""How long a model takes to load, and how much memory the process then holds."""

import statistics

from appliance.config import Settings
from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.inference_process import ChildCommand
from appliance.diagnostics.measured import Part
from appliance.diagnostics.resident import resident
from appliance.diagnostics.targets import targets_for


async def measure(settings: Settings, *, child_command: ChildCommand, repeat: int) -> Part:
    """Start processes in turn; have each recognise a minute, so that its memory is what it needs.

    Raises NotMeasurableError.
    """
    pcm = built_in("meeting_zh").tobytes()
    loads_s, loaded, worked, peaks = [], [], [], []
    for _ in range(repeat):
        async with resident(settings, child_command=child_command) as one:
            loads_s.append(one.status.load_s)
            loaded.append(one.rss_bytes)
            await one.transcribe(pcm)
            worked.append(one.rss_bytes)
            conditions, family = one.conditions, one.family
            peaks.append(one.peak_rss_bytes)
    return Part(
        name="load",
        title="Load time and memory",
        conditions=conditions,
        figures={
            "load_s": round(statistics.median(loads_s), 3),
            "rss_loaded_mb": megabytes(max(loaded)),
            "rss_mb": megabytes(max(worked)),
            "peak_rss_mb": megabytes(max(peaks)),
        },
        targets=targets_for(family, ("load_s", "rss_mb")),
        details={"loads_s": loads_s},
    )


def megabytes(count: float) -> float:
    """Return bytes in units of 2^20."""
    return round(count / 2**20, 1)
