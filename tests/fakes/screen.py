"""The screen over a fake station, on a real port: ``python -m tests.fakes.screen --port 8099``."""

import argparse
import asyncio
import math
import socket
import struct
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle, islice
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from appliance.api import create_app
from appliance.config import Settings, Storage
from appliance.config import Station as StationSettings
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.paths import Paths, prepare
from appliance.recordings import RecordingWriter
from appliance.recordings.keys import missing_key
from appliance.station.face import TextState
from tests.fakes.clock import FakeClock
from tests.fakes.doctor import ailing
from tests.fakes.meeting import SAID, add_meeting
from tests.fakes.queued import full_stick, mixed_queue, stick_script
from tests.fakes.station import STICK, FakeStation, export_script


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


def settings_in(folder: Path, port: int) -> Settings:
    """Return settings with prepared folders below ``folder``."""
    settings = Settings(
        storage=Storage(data_dir=folder / "data", run_dir=folder / "run"),
        station=StationSettings(port=port),
    )
    prepare(settings.paths)
    return settings


LOUDNESSES = (3000, 12000, 7000, 20000, 500)
"""Of the seconds of a tone, over and over."""


def write_tone(paths: Paths, recording_id: str, duration_s: float) -> None:
    """Write a recording of a tone to the disk, another loudness each second."""
    seconds = [
        b"".join(
            struct.pack("<h", round(loudness * math.sin(2 * math.pi * 220 * n / SAMPLE_RATE_HZ)))
            for n in range(SAMPLE_RATE_HZ)
        )
        for loudness in LOUDNESSES
    ]
    write_sound(paths, recording_id, islice(cycle(seconds), int(duration_s)))


def write_sound(paths: Paths, recording_id: str, pieces: Iterable[bytes]) -> None:
    """Write a recording of this to the disk: 16-bit little-endian mono PCM."""
    writer = RecordingWriter.create(
        paths.recording(recording_id),
        recording_id=recording_id,
        segment_samples=20 * SAMPLE_RATE_HZ,
        clock=FakeClock(),
    )
    for piece in pieces:
        writer.append(piece)
    writer.close("asked")


@contextmanager
def fresh_screen(
    station: FakeStation, settings: Settings, *, locale: str = "zh-CN", gallery: bool = False
) -> Iterator[FastAPI]:
    """Build the guarded application with the screen in it; NiceGUI keeps it in globals."""
    from nicegui.testing.general import nicegui_reset_globals

    from tests.gallery.page import gallery_page
    from ui import mount

    station.settings.chosen["station.locale"] = locale
    with nicegui_reset_globals():
        app = create_app(station, settings)
        mount(app, station, default_locale=locale, gallery=gallery_page if gallery else None)
        yield app


@asynccontextmanager
async def serving(app: FastAPI, port: int) -> AsyncIterator[str]:
    """Serve ``app`` on loopback until the end of the block; yields its address."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined] # older uvicorn
    task = asyncio.get_running_loop().create_task(server.serve())
    while not server.started:
        await asyncio.wait({task}, timeout=0.02)
        assert not task.done(), "the server did not start"
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


def fill(station: FakeStation, paths: Paths) -> None:
    """Put a handful of recordings into the history."""
    meeting = add_meeting(station).summary
    write_tone(paths, meeting.id, meeting.duration_s)
    long_talk = tuple(f"第{number}句：{SAID[number % 6]}" for number in range(1, 1201))
    station.add_recording(
        "20250512-081500-b2c3",
        title="第二季度质量评审会",
        texts=long_talk,
        duration_s=4 * 3600,
        text_state=TextState.REFINING,
    )
    station.add_recording("20250511-160000-c3d4", duration_s=1834, text_state=TextState.WAITING)
    station.add_recording(
        "20250511-101000-d4e5",
        texts=("巡检记录，锅炉房温度正常。",),
        duration_s=43,
        text_state=TextState.FAILED,
        problem=str(missing_key(Path("/var/lib/tingxia/recordings"), "20250511-101000-d4e5")),
    )


async def show(port: int, *, gallery: bool) -> None:
    """Serve until interrupted."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder), port)
        station = FakeStation()
        fill(station, settings.paths)
        station.plugged = (STICK,)
        ailing(station.doctor)
        station.doctor.bundle_steps = export_script("/media/KINGSTON/Tingxia/support_2025-05-12")
        station.files.files = mixed_queue()
        station.files.audio_per_s = 12.0
        station.sticks.found = full_stick()
        station.sticks.steps = stick_script()
        station.export_steps = export_script("/media/KINGSTON/Tingxia/2025-05-12")
        with fresh_screen(station, settings, gallery=gallery) as app:
            async with serving(app, port) as address:
                print(address, flush=True)
                await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--gallery", action="store_true", help="every widget, under /gallery")
    arguments = parser.parse_args()
    asyncio.run(show(arguments.port, gallery=arguments.gallery))
