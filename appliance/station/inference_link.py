"""The station's line to inference: whether the model is there."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from appliance.station.reconnecting import subscribe
from appliance.wire import Message
from appliance.wire.inference import InferenceStatus, ModelState, SubscribeInference


class InferenceLink:
    """Knows what inference does now."""

    def __init__(self, socket: Path, *, on_change: Callable[[], None]) -> None:
        self.socket = socket
        self._on_change = on_change
        self._status: InferenceStatus | None = None
        self._ready = asyncio.Event()

    @property
    def status(self) -> InferenceStatus | None:
        """The latest; None while inference is away."""
        return self._status

    async def run(self) -> None:
        """Listen for ever."""
        await subscribe(
            self.socket, SubscribeInference(), on_message=self._heard, on_lost=self._lost
        )

    async def ready(self) -> None:
        """Wait until the model can be used."""
        await self._ready.wait()

    def _heard(self, message: Message) -> None:
        if isinstance(message, InferenceStatus):
            self._status = message
            if message.state is ModelState.READY:
                self._ready.set()
            else:
                self._ready.clear()
            self._on_change()

    def _lost(self) -> None:
        self._ready.clear()
        if self._status is not None:
            self._status = None
            self._on_change()
