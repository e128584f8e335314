"""The station process: library, links, jobs, control socket and screen in one event loop."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from socket import socket

from fastapi import FastAPI

from appliance.config import Settings
from appliance.domain.process import Role
from appliance.layers import Layers
from appliance.library import Library
from appliance.pinyin import PinyinDesk
from appliance.station.background import background
from appliance.station.box import BoxStation
from appliance.station.control import Control
from appliance.station.errors import StationError
from appliance.station.face import Station
from appliance.station.port import bind
from appliance.station.typing_words import make_ready
from appliance.station.web import WebServer
from appliance.wire import serve
from appliance.wire.supervised import Supervised, supervised

log = logging.getLogger(__name__)

PROGRESS_S = 1.0

MakeApp = Callable[[Station, Settings, PinyinDesk], FastAPI]


async def run(settings: Settings, *, make_app: MakeApp) -> None:
    """Serve until SIGTERM or until the supervisor is gone. Raises StationError, LibraryError."""
    paths = settings.paths
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with closing(bind(settings.station.port)) as listener:
        async with Library.open(paths) as library, background() as work:
            box = BoxStation(settings, library, work, layers=_layers(settings))
            desk = PinyinDesk(paths.pinyin)
            work.start(make_ready(desk, box))
            async with (
                serve(paths.station_socket, Control(box).converse),
                _serving(make_app(box, settings, desk), listener),
                supervised(
                    paths.supervisor_socket,
                    Role.STATION,
                    on_hardware=box.hardware_told,
                    on_orphaned=stop.set,
                ) as supervisor,
            ):
                gc.collect()
                gc.freeze()  # what is there by now stays: looking for garbage need not pass it
                log.info("ready", extra={"event": "station-ready", "port": settings.station.port})
                await _report_until(stop, library, supervisor)
    log.info("stopped", extra={"event": "station-stopped"})


def _layers(settings: Settings) -> Layers:
    """Read what the supervisor resolved the settings from; without one they are all there is."""
    try:
        return Layers.from_json(settings.paths.layers.read_bytes())
    except FileNotFoundError:
        return Layers.of(settings)


@asynccontextmanager
async def _serving(app: FastAPI, listener: socket) -> AsyncIterator[None]:
    """Serve HTTP until the end of the block; open requests are finished within seconds."""
    server = WebServer(app)
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve(sockets=[listener]))
        listening = tasks.create_task(server.listening.wait())
        await asyncio.wait((serving, listening), return_when=asyncio.FIRST_COMPLETED)
        listening.cancel()
        if not server.started:
            raise StationError(
                "The screen could not be started.", hint="The log in log/station.log tells why."
            )
        try:
            yield
        finally:
            server.should_exit = True


async def _report_until(stop: asyncio.Event, library: Library, supervisor: Supervised) -> None:
    """Prove once a second that the event loop and the library work."""
    count = 0
    while not stop.is_set():
        await library.page(limit=1)
        if library.damaged.is_set():
            raise StationError(
                "The library was found damaged.",
                hint="Nothing needs to be done: it is rebuilt when the station starts again.",
            )
        count += 1
        await supervisor.progress(count)
        with suppress(TimeoutError):
            async with asyncio.timeout(PROGRESS_S):
                await stop.wait()
