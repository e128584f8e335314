"""The screen over a real station between a fake capture and a fake inference."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from appliance.api import create_app
from appliance.config import Settings, Storage
from appliance.config import Station as StationSettings
from appliance.station.box import BoxStation
from tests.fakes.box import FakeBox
from tests.fakes.inference_server import FakeInference, spoken
from tests.fakes.screen import free_port, serving
from tests.fakes.supervisor import FakeSupervisor, fake_supervisor

PATIENCE_S = 60.0

SENTENCES = {
    1: "我们开始今天的例会。",
    2: "二号冷却泵的噪音比上个月大。",
    3: "明天安排检修。",
    101: "三号生产线的良率提高了。",
}
"""Words of the fake speech as text; the one over a hundred is said by another voice."""


@dataclass(frozen=True, kw_only=True)
class BoxScreen:
    """A box that is looked at in a browser."""

    box: FakeBox
    station: BoxStation
    address: str

    async def hear(self, *words: int) -> None:
        """Let somebody say these words, a second each."""
        for word in words:
            await self.box.capture.hear(spoken(word))


@asynccontextmanager
async def box_screen(box: FakeBox, *, is_new: bool = False) -> AsyncIterator[BoxScreen]:
    """Serve the screen over a station in this process, as bootstrap puts it together.

    Unless it ``is_new``, somebody has taken its first steps.
    """
    from nicegui.testing.general import nicegui_reset_globals

    from ui import mount

    settings = settings_of(box)
    async with box.station() as station:
        if not is_new:
            await station.settings.finish_welcome()
        with nicegui_reset_globals():
            app = create_app(station, settings)
            mount(app, station, default_locale="zh-CN")
            async with serving(app, settings.station.port) as address:
                yield BoxScreen(box=box, station=station, address=address)


def teach(inference: FakeInference) -> None:
    """Let it write sentences and tell voices apart."""
    inference.vocabulary.update(SENTENCES)
    inference.status = inference.status.model_copy(update={"can_diarise": True})


def settings_of(box: FakeBox) -> Settings:
    """Return settings of a station with a screen on a free port."""
    return Settings(
        storage=Storage(data_dir=box.paths.data, run_dir=box.paths.run),
        station=StationSettings(port=free_port(), welcome=False),
    )


@asynccontextmanager
async def station_process(box: FakeBox, settings: Settings) -> AsyncIterator[FakeSupervisor]:
    """Run the station with its screen as a process; it is killed at the end of the block."""
    box.paths.settings.write_text(settings.model_dump_json())
    async with fake_supervisor(box.paths.supervisor_socket) as supervisor:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "appliance.bootstrap", "station"),
            *(str(box.paths.settings), str(os.getpid())),
        )
        try:
            async with asyncio.timeout(PATIENCE_S):
                await supervisor.ready.wait()
            yield supervisor
        finally:
            process.send_signal(signal.SIGKILL)
            await process.wait()
