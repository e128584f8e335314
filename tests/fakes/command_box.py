"""A data folder as commands find it, and a box that holds one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.paths import Paths, default_run_folder, hold, prepare
from appliance.station.control import Control
from appliance.wire import serve
from tests.fakes.station import FakeStation


def command_folder(tmp_path: Path) -> Paths:
    """Make one where a command with ``--data-dir`` looks, and no box."""
    data = tmp_path / "data"
    paths = Paths(data=data, run=default_run_folder(data))
    prepare(paths)
    return paths


@asynccontextmanager
async def holding(paths: Paths) -> AsyncIterator[FakeStation]:
    """Hold the data folder and answer for its station."""
    station = FakeStation()
    with hold(paths):
        async with serve(paths.station_socket, Control(station).converse):
            yield station
