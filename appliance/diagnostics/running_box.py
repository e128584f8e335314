"""A whole box of one's own: the real `tingxia up` on a folder of its own, for demo and tests."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from appliance.config import load
from appliance.domain.process import ProcessState, Role
from appliance.errors import ApplianceError
from appliance.paths import Paths
from appliance.wire import WireError, connect, request
from appliance.wire.inference import (
    GetInferenceStatus,
    InferenceStatus,
    ModelState,
    SubscribeInference,
)
from appliance.wire.supervision import GetSystemStatus, ProcessStatus, ShutDown, SystemStatus

POLL_S = 0.05

AT_REST: Final = MappingProxyType(
    {
        "TINGXIA_RETENTION_KEEP_FREE_BYTES": str(1 << 60),
        "TINGXIA_RETENTION_ONLY_EXPORTED": "true",
    }
)
"""Settings with which a box does not encode for exports while nothing is to be done."""

ONLY_TEXT: Final = MappingProxyType({"TINGXIA_TEXT_SPEAKERS": "off"})
"""Settings with which a box tells no speakers apart."""


class BoxFailedError(ApplianceError):
    """The box ended, or did not become what it should, in time."""

    code = "box-failed"
    exit_code = 1


@dataclass(frozen=True, kw_only=True)
class RunningBox:
    """A started box; ``process`` is its supervisor."""

    process: asyncio.subprocess.Process
    paths: Paths
    port: int
    started_at: float
    """Monotonic seconds."""

    async def status(self) -> SystemStatus:
        """Ask the supervisor. Raises WireError while it does not answer."""
        return await request(self.paths.supervisor_socket, GetSystemStatus(), SystemStatus)

    async def process_status(self, role: Role) -> ProcessStatus:
        """Return the state of one process."""
        processes = (await self.status()).processes
        return next(process for process in processes if process.role == role)

    async def until(
        self,
        wanted: Callable[[SystemStatus], bool],
        *,
        what: str,
        timeout_s: float = 30.0,
    ) -> SystemStatus:
        """Wait until the box's status is as wanted. Raises BoxFailedError naming ``what``."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self.process.returncode is not None:
                raise BoxFailedError(
                    "The box ended with status {status} before {what}.",
                    hint="Its logs are in {log}.",
                    status=self.process.returncode,
                    what=what,
                    log=self.paths.log,
                )
            try:
                status = await self.status()
            except WireError:
                await asyncio.sleep(POLL_S)
                continue
            if wanted(status):
                return status
            await asyncio.sleep(POLL_S)
        raise BoxFailedError(
            "The box did not reach this within {timeout_s} s: {what}.",
            hint="Its logs are in {log}.",
            timeout_s=timeout_s,
            what=what,
            log=self.paths.log,
        )

    async def until_running(self, *roles: Role, timeout_s: float = 30.0) -> SystemStatus:
        """Wait until these processes have said that they are ready."""

        def running(status: SystemStatus) -> bool:
            states = {process.role: process.state for process in status.processes}
            return all(states.get(role) is ProcessState.RUNNING for role in roles)

        names = ", ".join(roles)
        return await self.until(running, what=f"{names} running", timeout_s=timeout_s)

    async def until_model_ready(self, *, timeout_s: float = 60.0) -> InferenceStatus:
        """Wait until the model is resident. Raises BoxFailedError if it cannot be loaded."""
        await self.until_running(Role.INFERENCE, timeout_s=timeout_s)
        async with asyncio.timeout(timeout_s), connect(self.paths.inference_socket) as line:
            await line.send(SubscribeInference())
            async for status in line:
                if not isinstance(status, InferenceStatus) or status.state is ModelState.LOADING:
                    continue
                if status.state is ModelState.FAILED:
                    raise BoxFailedError(
                        "The model cannot be loaded: {error}",
                        hint="{model_hint}",
                        error=status.error,
                        model_hint=status.hint,
                    )
                return status
        raise WireError("Inference ended.", hint="Its log is in {log}.", log=self.paths.log)

    async def inference_status(self) -> InferenceStatus:
        """Ask inference. Raises WireError while it does not answer."""
        return await request(self.paths.inference_socket, GetInferenceStatus(), InferenceStatus)

    async def stop(self, *, timeout_s: float = 15.0) -> int:
        """Stop in good order and return the exit status; kill if that does not help."""
        if self.process.returncode is None:
            try:
                await request(self.paths.supervisor_socket, ShutDown(), SystemStatus)
            except ApplianceError:
                self.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(timeout_s):
                return await self.process.wait()
        except TimeoutError:
            self.process.kill()
            return await self.process.wait()


def free_port() -> int:
    """Return a TCP port of loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def running_box(
    data: Path,
    *,
    mic: str = "sample",
    arguments: Sequence[str] = (),
    environment: dict[str, str] | None = None,
    port: int | None = None,
    wrapper: Sequence[str] = (),
) -> AsyncIterator[RunningBox]:
    """Start a box on ``data`` and stop it at the end.

    ``wrapper`` is put before the command line, for example a tracer. The box's own output goes
    to ``<data>/log/up.out``.
    """
    port = port or free_port()
    paths = load(environment={}, overrides={"storage.data_dir": str(data)}).paths
    paths.log.mkdir(parents=True, exist_ok=True)
    command = [
        *wrapper, sys.executable, "-m", "appliance", "up", "--data-dir", str(data),
        "--mic", mic, "--port", str(port), *arguments,
    ]  # fmt: skip
    with (paths.log / "up.out").open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    box = RunningBox(process=process, paths=paths, port=port, started_at=time.monotonic())
    try:
        yield box
    finally:
        await box.stop()
