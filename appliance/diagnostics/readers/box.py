"""What the processes of the box tell of themselves."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from appliance.paths import Paths, running_folder
from appliance.wire import Message, RemoteError, WireError, request
from appliance.wire.capture import CaptureStatus, GetCaptureStatus
from appliance.wire.inference import GetInferenceStatus, InferenceStatus
from appliance.wire.supervision import (
    GetSystemStatus,
    HardwareStatus,
    ProcessStatus,
    SystemStatus,
)

ANSWER_S = 3.0

Answer = TypeVar("Answer", bound=Message)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxTold:
    """The answers; None where nobody answered."""

    runs: bool = True
    capture: CaptureStatus | None = None
    inference: InferenceStatus | None = None
    system: SystemStatus | None = None
    hardware: HardwareStatus | None = None
    library_notice: str = ""

    @property
    def processes(self) -> tuple[ProcessStatus, ...]:
        """All that the supervisor knows of."""
        return self.system.processes if self.system is not None else ()

    @property
    def pids(self) -> frozenset[int]:
        """Of all processes of the box that run."""
        return frozenset(process.pid for process in self.processes if process.pid is not None)


async def ask_all(paths: Paths) -> BoxTold:
    """Ask every process of the box on a data folder."""
    if running_folder(paths.data) is None:
        return BoxTold(runs=False)
    system, capture, inference = await asyncio.gather(
        ask_system(paths),
        _asked(paths.capture_socket, GetCaptureStatus(), CaptureStatus),
        _asked(paths.inference_socket, GetInferenceStatus(), InferenceStatus),
    )
    return BoxTold(
        capture=capture,
        inference=inference,
        system=system,
        hardware=system.hardware if system is not None else None,
    )


async def ask_system(paths: Paths) -> SystemStatus | None:
    """Ask the supervisor."""
    return await _asked(paths.supervisor_socket, GetSystemStatus(), SystemStatus)


async def _asked(socket: Path, question: Message, kind: type[Answer]) -> Answer | None:
    try:
        return await request(socket, question, kind, timeout_s=ANSWER_S)
    except (WireError, RemoteError):
        return None
