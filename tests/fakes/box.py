"""A station between a fake capture and a fake inference, on real files and sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.config import Settings, Storage, Text
from appliance.domain.text_state import TextState
from appliance.library import Library
from appliance.paths import Paths, prepare
from appliance.station.background import background
from appliance.station.box import BoxStation
from appliance.station.face import RecordingView, Station
from tests.fakes.capture_server import FakeCapture
from tests.fakes.inference_server import FakeInference, spoken


@dataclass(frozen=True, kw_only=True)
class FakeBox:
    """All parts; start and kill them as a test needs."""

    paths: Paths
    capture: FakeCapture
    inference: FakeInference

    @asynccontextmanager
    async def station(
        self, *, tell_speakers: bool = True, reserve_bytes: int = 64 * 1024 * 1024
    ) -> AsyncIterator[BoxStation]:
        """Run a station until the end of the block."""
        settings = Settings(
            storage=Storage(
                data_dir=self.paths.data, run_dir=self.paths.run, reserve_bytes=reserve_bytes
            ),
            text=Text(speakers="auto" if tell_speakers else "off"),
        )
        async with Library.open(self.paths) as library, background() as work:
            yield BoxStation(settings, library, work)


@asynccontextmanager
async def fake_box(folder: Path) -> AsyncIterator[FakeBox]:
    """Make a box whose capture and inference already listen."""
    paths = Paths(data=folder / "data", run=folder / "run")
    prepare(paths)
    capture, inference = FakeCapture(paths), FakeInference(paths.inference_socket)
    await capture.start()
    await inference.start()
    try:
        yield FakeBox(paths=paths, capture=capture, inference=inference)
    finally:
        await capture.kill()
        await inference.kill()


async def until(station: Station, reached: Callable[[], bool]) -> None:
    """Wait until a change of the station makes this true."""
    news = asyncio.Event()
    end = station.on_change(news.set)
    try:
        while not reached():
            news.clear()
            await news.wait()
    finally:
        end()


async def until_view(
    station: Station, recording_id: str, reached: Callable[[RecordingView], bool]
) -> RecordingView:
    """Wait until a change of the station makes this true of a recording."""
    news = asyncio.Event()
    end = station.on_change(news.set)
    try:
        while True:
            news.clear()
            view = await station.recording(recording_id)
            if reached(view):
                return view
            await news.wait()
    finally:
        end()


async def until_text(station: Station, recording_id: str, *states: TextState) -> RecordingView:
    """Wait until a recording's text is in one of these states."""
    return await until_view(station, recording_id, lambda view: view.summary.text_state in states)


async def recorded(box: FakeBox, station: BoxStation, *words: int, title: str = "") -> str:
    """Record words, each of a second; returns the recording's id."""
    await until(station, lambda: station.snapshot().capture is not None)
    recording_id = await station.start_recording(title)
    for word in words:
        await box.capture.hear(spoken(word))
    await station.stop_recording()
    return recording_id
