"""An inference process of one's own, without the box around it, for bench and tests."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from appliance import paths as locations
from appliance.config import Settings
from appliance.domain.process import Role
from appliance.errors import ApplianceError
from appliance.wire import Connection, WireError, request, serve
from appliance.wire.inference import GetInferenceStatus, InferenceStatus
from appliance.wire.supervision import HardwareStatus, ProcessProgress, ProcessReady

READY_TIMEOUT_S: Final = 30.0
_STOP_TIMEOUT_S: Final = 10.0

ChildCommand = Callable[[Role, Path, int], list[str]]
"""Returns the command line that runs a child; see appliance.bootstrap.child_command."""


class InferenceDiedError(ApplianceError):
    """The process ended before it was ready."""

    code = "inference-died"
    exit_code = 8


@dataclass(kw_only=True)
class SupervisorStandIn:
    """Hears what a child tells its supervisor."""

    ready: asyncio.Event = field(default_factory=asyncio.Event)
    progress: list[int] = field(default_factory=list)
    progressed: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, connection: Connection) -> None:
        """Serve one child."""
        async for message in connection:
            match message:
                case ProcessReady():
                    await connection.send(HardwareStatus())
                    self.ready.set()
                case ProcessProgress():
                    self.progress.append(message.count)
                    self.progressed.set()
                case _:
                    raise WireError("Only a child speaks here.", hint="Start it by bootstrap.")


@dataclass(frozen=True, kw_only=True)
class InferenceProcess:
    """A running one."""

    process: asyncio.subprocess.Process
    socket: Path
    supervisor: SupervisorStandIn

    async def status(self) -> InferenceStatus:
        """Ask it. Raises WireError if it does not answer."""
        return await request(self.socket, GetInferenceStatus(), InferenceStatus)


@asynccontextmanager
async def inference_process(
    settings: Settings,
    *,
    models: Path,
    child_command: ChildCommand,
    lexicons: Sequence[Path] = (),
    wait_until_ready: bool = True,
) -> AsyncIterator[InferenceProcess]:
    """Start it on temporary folders and the real ``models``; stop it at the end of the block.

    It knows the packs ``lexicons`` and no others. With ``wait_until_ready`` it is ready, or its
    model has failed, when the block begins. Raises InferenceDiedError.
    """
    with tempfile.TemporaryDirectory(prefix="tingxia-") as folder:
        data = Path(folder, "data")
        data.mkdir()
        models.mkdir(parents=True, exist_ok=True)
        (data / "models").symlink_to(models.resolve())
        storage = settings.storage.model_copy(
            update={"data_dir": data, "run_dir": Path(folder, "run")}
        )
        settings = settings.model_copy(update={"storage": storage})
        paths = settings.paths
        locations.prepare(paths)
        _copy_packs(lexicons, paths.lexicons)
        paths.settings.write_text(settings.model_dump_json(), encoding="utf-8")
        supervisor = SupervisorStandIn()
        async with serve(paths.supervisor_socket, supervisor.handle):
            process = await asyncio.create_subprocess_exec(
                *child_command(Role.INFERENCE, paths.settings, os.getpid())
            )
            try:
                if wait_until_ready:
                    await _until_ready(process, supervisor)
                yield InferenceProcess(
                    process=process, socket=paths.inference_socket, supervisor=supervisor
                )
            finally:
                await _stop(process)


def _copy_packs(packs: Sequence[Path], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for number, pack in enumerate(packs):
        copy = folder / f"{pack.stem}.txt"
        shutil.copyfile(pack, folder / f"{pack.stem}-{number}.txt" if copy.exists() else copy)


async def _until_ready(process: asyncio.subprocess.Process, supervisor: SupervisorStandIn) -> None:
    ready = asyncio.ensure_future(supervisor.ready.wait())
    ended = asyncio.ensure_future(process.wait())
    await asyncio.wait({ready, ended}, timeout=READY_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    if not ready.done():
        ready.cancel()
        raise InferenceDiedError(
            "The inference process was not ready within {limit_s} s (exit status {status}).",
            hint="What it printed above tells why.",
            limit_s=READY_TIMEOUT_S,
            status=process.returncode,
        )


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
