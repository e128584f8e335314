"""What a tap on the record page does, and what the page shows meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum

from appliance.domain.marker import MarkerKind
from appliance.errors import ApplianceError
from appliance.station.face import Snapshot, Station

STOP_GRACE_S = 3
"""A tap on stop counts down so long while the recording goes on.

A deliberate speaker taps once and leaves, so stopping must not need a second tap; but a glove that
brushed the button must not cost a word. So one tap stops, and until it has, a second tap on the
same place keeps the recording: nothing was missed in between.
"""

BOUNCE_S = 0.5
"""A glove often taps twice; what comes so soon after a tap is the same tap."""

COUNT_S = 1.0
"""Between two numbers of the countdown."""

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
    COUNTING_DOWN = "counting-down"
    """Stop was tapped; the recording goes on until the countdown ends."""

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
        self._kept = asyncio.Event()
        self._tapped_at_s = -BOUNCE_S
        self.countdown_s = 0

    @property
    def phase(self) -> Phase:
        """What the page shows now."""
        told = phase_of(self._station.snapshot())
        if self._settled_at_s is not None:
            now = asyncio.get_running_loop().time()
            if told is not self._before or now >= self._settled_at_s:
                self._pending, self._settled_at_s = None, None
        if self._pending is Phase.COUNTING_DOWN and told not in {Phase.RECORDING, Phase.PAUSED}:
            return told
        return self._pending or told

    async def tap(self) -> None:
        """Do what the big button stands for."""
        now = asyncio.get_running_loop().time()
        bounced = now - self._tapped_at_s < BOUNCE_S
        self._tapped_at_s = now
        if bounced:
            return
        match self.phase:
            case Phase.IDLE:
                await self._do(Phase.STARTING, self._start)
            case Phase.RECORDING | Phase.PAUSED:
                await self._count_down()
            case Phase.COUNTING_DOWN:
                self._kept.set()
            case _:
                # Away, starting or saving: the button says so and cannot be tapped.
                return

    async def pause_or_resume(self) -> None:
        """Pause, or go on after a pause."""
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

    async def _count_down(self) -> None:
        recording_id = self._running_id()
        self._pending, self._settled_at_s = Phase.COUNTING_DOWN, None
        self._kept.clear()
        for self.countdown_s in range(STOP_GRACE_S, 0, -1):
            self._changed()
            try:
                async with asyncio.timeout(COUNT_S):
                    await self._kept.wait()
            except TimeoutError:
                continue
            self._pending = None
            self._changed()
            return
        self._pending = None
        if self._running_id() == recording_id:
            await self._do(Phase.SAVING, self._station.stop_recording)
        else:
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
