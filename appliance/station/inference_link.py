"""The station's line to inference: what the model is, and having it loaded or unloaded."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from appliance.domain.process import ProcessEnd, Role
from appliance.errors import ApplianceError
from appliance.station.errors import StationError
from appliance.station.reconnecting import subscribe
from appliance.wire import Message, WireError, request
from appliance.wire.inference import (
    InferenceStatus,
    LoadModel,
    ModelState,
    SubscribeInference,
    UnloadModel,
)
from appliance.wire.supervision import GetSystemStatus, SystemStatus

log = logging.getLogger(__name__)

LOAD_TIMEOUT_S = 900.0
"""A model of gigabytes from a slow disk takes minutes; checking its hashes as well."""

RETURN_TIMEOUT_S = 30.0
"""A process that was killed is back long before; one that the supervisor gave up is not."""

ENDED_TIMEOUT_S = 5.0
"""A process that closed its connections is gone at once, unless the machine is very busy."""

LOOK_EVERY_S = 0.1


class InferenceLink:
    """Knows what inference does now."""

    def __init__(self, socket: Path, supervisor: Path, *, on_change: Callable[[], None]) -> None:
        """``supervisor`` is the socket of who knows how runs of inference ended."""
        self.socket = socket
        self._supervisor = supervisor
        self._on_change = on_change
        self._status: InferenceStatus | None = None
        self._ready = asyncio.Event()
        self._there = asyncio.Event()

    @property
    def status(self) -> InferenceStatus | None:
        """The latest; None while inference is away."""
        return self._status

    @property
    def models(self) -> frozenset[str]:
        """Names of the models that hear now; none while inference is away or has none."""
        told = self._status
        if told is None:
            return frozenset()
        return frozenset({told.model, told.captions_model, told.second_pass_model} - {""})

    async def run(self) -> None:
        """Listen for ever."""
        await subscribe(
            self.socket, SubscribeInference(), on_message=self._heard, on_lost=self._lost
        )

    async def ready(self) -> None:
        """Wait until the model can be used."""
        await self._ready.wait()

    async def load(self) -> InferenceStatus:
        """Have it read models and lexicons again; returns when it did.

        Raises RemoteError, StationError.
        """
        return await self._command(LoadModel())

    async def unload(self) -> InferenceStatus:
        """Have it give its memory back. Raises RemoteError if it is busy, StationError."""
        return await self._command(UnloadModel())

    async def how_it_ended(self, pid: int | None) -> ProcessEnd | None:
        """Ask the supervisor how the run with this process id ended; None if nobody knows."""
        try:
            async with asyncio.timeout(ENDED_TIMEOUT_S):
                while True:
                    known = await request(self._supervisor, GetSystemStatus(), SystemStatus)
                    run = next(one for one in known.processes if one.role == Role.INFERENCE)
                    if run.last_pid == pid:
                        return run.last_end
                    if run.pid != pid:
                        return None
                    await asyncio.sleep(LOOK_EVERY_S)
        except (ApplianceError, TimeoutError) as error:
            log.info("supervisor: %s", error, extra={"event": "end-not-known"})
            return None

    async def _command(self, message: Message) -> InferenceStatus:
        try:
            async with asyncio.timeout(RETURN_TIMEOUT_S):
                await self._there.wait()
            return await request(self.socket, message, InferenceStatus, timeout_s=LOAD_TIMEOUT_S)
        except (WireError, TimeoutError) as error:
            log.warning("inference: %s", error, extra={"event": "inference-away"})
            raise StationError(
                "The recogniser is being restarted.", hint="Try again in a moment."
            ) from error

    def _heard(self, message: Message) -> None:
        if isinstance(message, InferenceStatus):
            self._status = message
            self._there.set()
            if message.state is ModelState.READY:
                self._ready.set()
            else:
                self._ready.clear()
            self._on_change()

    def _lost(self) -> None:
        self._ready.clear()
        self._there.clear()
        if self._status is not None:
            self._status = None
            self._on_change()
