"""How soon whole boxes are of use, and their memory."""

from dataclasses import asdict

from appliance.diagnostics import startup
from appliance.diagnostics.benches.load import megabytes
from appliance.diagnostics.measured import Part
from appliance.diagnostics.targets import WHOLE_BOX


async def measure(*, repeat: int) -> Part:
    """Start boxes on fresh folders in turn; the slowest and the largest count."""
    starts = [await startup.measure() for _ in range(repeat)]
    memory = {role: max(start.rss_bytes[role] for start in starts) for role in starts[0].rss_bytes}
    recorder_bytes = sum(memory[role] for role in ("supervisor", "capture", "station"))
    slowest = {
        "recording_possible_s": max(start.recording_possible_s for start in starts),
        "page_served_s": max(start.page_served_s for start in starts),
        "model_ready_s": max(start.model_ready_s for start in starts),
    }
    return Part(
        name="start",
        title="Start-up of the whole box",
        figures={
            **{name: round(value, 2) for name, value in slowest.items()},
            **{f"{role}_mb": megabytes(size) for role, size in memory.items()},
            "without_inference_mb": megabytes(recorder_bytes),
        },
        targets=dict(WHOLE_BOX),
        details={"starts": [asdict(start) for start in starts]},
    )
