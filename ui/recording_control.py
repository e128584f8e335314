"""What a tap on the record page does, and what the page shows meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum

from appliance.domain.marker import MarkerKind
from appliance.errors import ApplianceError
from appliance.station.face import Snapshot, Station

from .second_tap import ASKED_S, Touches

SETTLE_S = 3.0
"""The station has done it; its snapshot shows it within this, or the page believes the snapshot."""


class Phase(StrEnum):
    """What the big button stands for."""

    AWAY = "away"
    """There is no recorder at the moment."""

    IDLE = "idle"
    STARTING = "starting"
    RECORDING = "recording"
    PAUSED = "paused"
    SAVING = "saving"


def phase_of(snapshot: Snapshot) -> Phase:
    """Return the phase as the station tells it, whoever brought it about."""
    if snapshot.capture is None:
        return Phase.AWAY
    return Phase(snapshot.capture.state.value)


class RecordingControl:
    """The taps of one browser. The snapshot stays the truth: another browser may have tapped."""

    def __init__(
        self,
        station: Station,
        *,
        changed: Callable[[], None],
        failed: Callable[[ApplianceError], None],
    ) -> None:
        self._station = station
        self._changed = changed
        self._failed = failed
        self._pending: Phase | None = None
        self._before = Phase.IDLE
        self._settled_at_s: float | None = None
        self._touches = Touches()
        self._asked_id: str | None = None
        self._asked_until_s = 0.0

    @property
    def phase(self) -> Phase:
        """What the page shows now."""
        told = phase_of(self._station.snapshot())
        if self._settled_at_s is not None:
            now = asyncio.get_running_loop().time()
            if told is not self._before or now >= self._settled_at_s:
                self._pending, self._settled_at_s = None, None
        return self._pending or told

    @property
    def asks_to_stop(self) -> bool:
        """Whether stop was tapped once; another tap on the same place then stops."""
        is_running = self.phase in {Phase.RECORDING, Phase.PAUSED}
        # The question is about one recording: another screen may have begun a new one.
        if not is_running or self._asked_id is None or self._asked_id != self._running_id():
            return False
        return asyncio.get_running_loop().time() < self._asked_until_s

    async def tap(self) -> None:
        """Do what the big button stands for."""
        if not self._touches.begins():
            return
        match self.phase:
            case Phase.IDLE:
                await self._do(Phase.STARTING, self._start)
            case Phase.RECORDING | Phase.PAUSED if self.asks_to_stop:
                self._asked_id = None
                await self._do(Phase.SAVING, self._station.stop_recording)
            case Phase.RECORDING | Phase.PAUSED:
                self._ask()
            case _:
                # Away, starting or saving: the button says so and cannot be tapped.
                return

    async def pause_or_resume(self) -> None:
        """Pause, or go on after a pause; whoever does that does not want to stop."""
        if not self._touches.begins():
            return
        self._asked_id = None
        match self.phase:
            case Phase.RECORDING:
                await self._do(Phase.PAUSED, self._station.pause_recording)
            case Phase.PAUSED:
                await self._do(Phase.RECORDING, self._station.resume_recording)
            case _:
                return

    async def mark(self, kind: MarkerKind) -> bool:
        """Mark this moment; returns whether it is marked."""
        try:
            await self._station.add_marker(kind)
        except ApplianceError as error:
            self._failed(error)
            return False
        return True

    async def _start(self) -> None:
        await self._station.start_recording()

    def _ask(self) -> None:
        loop = asyncio.get_running_loop()
        self._asked_id, self._asked_until_s = self._running_id(), loop.time() + ASKED_S
        loop.call_later(ASKED_S + 0.01, self._changed)
        self._changed()

    async def _do(self, pending: Phase, action: Callable[[], Awaitable[None]]) -> None:
        self._before = phase_of(self._station.snapshot())
        self._pending, self._settled_at_s = pending, None
        self._changed()
        try:
            await action()
        except ApplianceError as error:
            self._pending = None
            self._failed(error)
        except BaseException:
            self._pending = None
            raise
        else:
            loop = asyncio.get_running_loop()
            self._settled_at_s = loop.time() + SETTLE_S
            loop.call_later(SETTLE_S + 0.01, self._changed)
        self._changed()

    def _running_id(self) -> str | None:
        capture = self._station.snapshot().capture
        return capture.recording_id if capture is not None else None
