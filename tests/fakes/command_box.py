"""A data folder as commands find it, and a box that holds one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from typer.testing import CliRunner, Result

from appliance.cli import app
from appliance.errors import ApplianceError
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


def invoke(data: Path, *arguments: str, entered: str = "") -> Result:
    """Run a command on a data folder. Raises the ApplianceError that it ended with."""
    command = [*arguments, "--data-dir", str(data)]
    result = CliRunner().invoke(app, command, input=entered)
    if isinstance(result.exception, ApplianceError):
        raise result.exception
    assert 0 == result.exit_code, result.output
    return result
