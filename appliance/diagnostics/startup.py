"""How soon a box is of use after `tingxia up`, and how much memory it then holds."""

import asyncio
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from appliance.diagnostics.running_box import RunningBox, running_box
from appliance.domain.process import Role
from appliance.wire import request
from appliance.wire.station import BeginRecording, FinishRecording, RecordingNamed

SETTLE_S = 5.0
"""Memory is read so long after the model is resident and a recording runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Startup:
    """One start. Times are seconds from the start of the command."""

    recording_possible_s: float
    page_served_s: float
    """The Record page with everything it needs to become interactive is answered."""

    model_ready_s: float
    rss_bytes: dict[str, int]
    """By process, while a recording runs."""


async def measure() -> Startup:
    """Start a box on a fresh data folder, record for a moment, stop it. Raises ApplianceError."""
    with tempfile.TemporaryDirectory(prefix="tingxia-start-") as folder:
        async with running_box(Path(folder) / "data", mic="sample") as box:
            async with asyncio.TaskGroup() as tasks:
                recording = tasks.create_task(_running(box, Role.CAPTURE))
                page = tasks.create_task(_page(box))
                model = tasks.create_task(_model(box))
            await request(box.paths.station_socket, BeginRecording(), RecordingNamed)
            await asyncio.sleep(SETTLE_S)
            status = await box.status()
            await request(box.paths.station_socket, FinishRecording(), RecordingNamed)
    return Startup(
        recording_possible_s=recording.result(),
        page_served_s=page.result(),
        model_ready_s=model.result(),
        rss_bytes={process.role: process.rss_bytes for process in status.processes},
    )


async def _running(box: RunningBox, role: Role) -> float:
    await box.until_running(role)
    return time.monotonic() - box.started_at


async def _page(box: RunningBox) -> float:
    await box.until_running(Role.STATION)
    await asyncio.to_thread(_fetch, f"http://127.0.0.1:{box.port}/")
    return time.monotonic() - box.started_at


def _fetch(url: str) -> None:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own loopback URL
        answer.read()


async def _model(box: RunningBox) -> float:
    await box.until_model_ready()
    return time.monotonic() - box.started_at
