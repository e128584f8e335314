"""The station as a process: readiness, progress, orderly stop, and a port that is taken."""

import asyncio
import os
import signal
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.config import Settings, load
from appliance.diagnostics.running_box import free_port
from appliance.paths import prepare
from appliance.station.port import bind
from appliance.wire import request
from appliance.wire.station import ListRecordings, RecordingList
from tests.fakes.supervisor import FakeSupervisor, fake_supervisor


async def until_progress(supervisor: FakeSupervisor, count: int) -> None:
    """Wait until the child reported so much progress."""
    async with asyncio.timeout(20):
        while not supervisor.progress or supervisor.progress[-1] < count:
            await asyncio.sleep(0.02)


@asynccontextmanager
async def station(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a station process."""
    settings.paths.settings.write_text(settings.model_dump_json())
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "appliance.bootstrap",
        "station",
        str(settings.paths.settings),
        str(os.getpid()),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a box of its own."""
    settings = load(
        environment={},
        overrides={
            "storage.data_dir": tmp_path / "data",
            "storage.run_dir": tmp_path / "run",
            "station.port": free_port(),
        },
    )
    prepare(settings.paths)
    return settings


def fetch(url: str) -> int:
    """Return the status of a page."""
    with urllib.request.urlopen(url, timeout=5) as answer:
        status: int = answer.status
        return status


async def test_a_station_is_ready_when_it_serves_reports_work_and_stops_in_good_order(
    settings: Settings,
) -> None:
    """Readiness means that the screen answers; the library is asked every second."""
    async with (
        fake_supervisor(settings.paths.supervisor_socket) as supervisor,
        station(settings) as process,
    ):
        await until_progress(supervisor, 2)
        status = await asyncio.to_thread(fetch, f"http://127.0.0.1:{settings.station.port}/healthz")
        listed = await request(settings.paths.station_socket, ListRecordings(), RecordingList)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(8):
            exit_status = await process.wait()
    assert supervisor.ready.is_set()
    assert status == 200
    assert listed.recordings == ()
    assert exit_status == 0
    assert not settings.paths.station_socket.exists()


async def test_a_station_without_its_supervisor_stops(settings: Settings) -> None:
    """No station outlives its supervisor."""
    async with station(settings) as process:
        async with fake_supervisor(settings.paths.supervisor_socket) as supervisor:
            await until_progress(supervisor, 1)
        async with asyncio.timeout(8):
            exit_status = await process.wait()
    assert exit_status == 0


async def test_a_port_that_is_taken_is_named_with_both_ways_out(settings: Settings) -> None:
    """The message names the port, the option and the setting."""
    listener = bind(settings.station.port)
    listener.listen()
    with listener:
        async with station(settings) as process:
            _, errors = await asyncio.wait_for(process.communicate(), 20)
    message = errors.decode()
    assert process.returncode == 9
    assert f"Port {settings.station.port} is used by another program" in message
    assert "--port" in message
    assert "station.port" in message
