"""A real capture process under a fake supervisor, for integration tests."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.bootstrap import child_command
from appliance.capture.process import run
from appliance.capture.sources import Opener
from appliance.config import Settings
from appliance.domain.process import Role
from appliance.paths import prepare
from appliance.supervisor.environment import environment_of_child
from appliance.wire import Message, connect, request
from appliance.wire.capture import (
    CaptureStatus,
    GetCaptureStatus,
    MicrophoneState,
    StartRecording,
    StopRecording,
    SubscribeCapture,
)
from tests.fakes.supervisor import FakeSupervisor, fake_supervisor


class CaptureBox:
    """One data folder and the capture process that works on it."""

    def __init__(self, settings: Settings, supervisor: FakeSupervisor) -> None:
        self.settings = settings
        self.supervisor = supervisor
        self.process: asyncio.subprocess.Process | None = None
        self.environment: dict[str, str] = {}
        self.launcher: list[str] = []
        """Put before the command line."""

    @property
    def pid(self) -> int:
        """Process id of the running process."""
        assert self.process is not None
        return self.process.pid

    async def start(self) -> None:
        """Start the process and wait until it is ready."""
        self.supervisor.ready.clear()
        paths = self.settings.paths
        paths.settings.write_text(self.settings.model_dump_json())
        self.process = await asyncio.create_subprocess_exec(
            *self.launcher,
            *child_command(Role.CAPTURE, paths.settings, os.getpid()),
            env=environment_of_child(os.environ, is_single_threaded=True) | self.environment,
        )
        async with asyncio.timeout(15):
            await self.supervisor.ready.wait()

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; returns the exit status."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(15):
            return await self.process.wait()

    async def ask(self, message: Message) -> CaptureStatus:
        """Ask on the control socket."""
        return await request(self.settings.paths.capture_socket, message, CaptureStatus)

    async def record(self, recording_id: str, title: str = "") -> CaptureStatus:
        """Start a recording."""
        return await self.ask(StartRecording(recording_id=recording_id, title=title))

    async def stop(self) -> CaptureStatus:
        """Stop the recording."""
        return await self.ask(StopRecording())

    async def until(
        self, holds: Callable[[CaptureStatus], bool], *, timeout_s: float = 15
    ) -> CaptureStatus:
        """Follow the status until something is true of it."""
        async with (
            asyncio.timeout(timeout_s),
            connect(self.settings.paths.capture_socket) as connection,
        ):
            await connection.send(SubscribeCapture())
            async for message in connection:
                if isinstance(message, CaptureStatus) and holds(message):
                    return message
        raise AssertionError("capture ended")

    async def listening(self) -> CaptureStatus:
        """Wait until the microphone is heard."""
        return await self.until(lambda now: now.microphone_state is MicrophoneState.LISTENING)

    async def hear(self, samples: int) -> None:
        """Wait until so much more is recorded."""
        before = (await self.ask(GetCaptureStatus())).recorded_samples
        await self.until(lambda now: now.recorded_samples > before + samples)

    def folder(self, recording_id: str) -> Path:
        """Return the folder of a recording."""
        return self.settings.paths.recording(recording_id)

    def own_bytes(self) -> int:
        """Memory that nobody but the process holds.

        The code of libraries is shared, and as much of it is resident as happens to be cached.
        """
        text = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"RssAnon:\s+(\d+) kB", text)
        assert found is not None
        return int(found[1]) * 1024


@asynccontextmanager
async def capture_box(data: Path, **sections: dict[str, object]) -> AsyncIterator[CaptureBox]:
    """Prepare a box in a folder; the process is started by the test and ended here."""
    storage = {"data_dir": data, "run_dir": data.parent / "run", **sections.pop("storage", {})}
    settings = Settings.model_validate({"storage": storage, **sections})
    prepare(settings.paths)
    async with fake_supervisor(settings.paths.supervisor_socket) as supervisor:
        box = CaptureBox(settings, supervisor)
        try:
            yield box
        finally:
            if box.process is not None and box.process.returncode is None:
                await box.end(signal.SIGKILL)


@asynccontextmanager
async def capture_here(
    data: Path, opener: Opener, **sections: dict[str, object]
) -> AsyncIterator[CaptureBox]:
    """Run capture inside this process with a microphone of the test's."""
    async with capture_box(data, **sections) as box:
        work = asyncio.create_task(run(box.settings, opener=opener))
        async with asyncio.timeout(15):
            await box.supervisor.ready.wait()
        try:
            yield box
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
