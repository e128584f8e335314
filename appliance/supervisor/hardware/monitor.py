"""The thread that looks at the hardware, so that a hanging disk or driver stops nothing else."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Final, Self

from appliance.domain.unopened_sticks import UnopenedSticks
from appliance.supervisor.hardware.changes import SOUND, Changes
from appliance.supervisor.hardware.sound import SoundInputs
from appliance.supervisor.hardware.vitals import Vitals
from appliance.supervisor.hardware.volumes import Volumes
from appliance.wire.supervision import HardwareStatus, Microphone

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 2.0
SETTLE_S: Final = 0.1
"""One plugged device makes a dozen events; so much quiet ends them."""

SETTLE_LIMIT_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """The interfaces to look through."""

    changes: Changes
    sound: SoundInputs
    volumes: Volumes
    vitals: Vitals


class HardwareMonitor:
    """Delivers a HardwareStatus at every change and every two seconds, in the event loop.

    ``find`` is called in the thread: loading libraries must not delay the start of the box.
    """

    def __init__(
        self,
        find: Callable[[], Hardware],
        *,
        deliver: Callable[[HardwareStatus], None],
        look_every_s: float = LOOK_EVERY_S,
        now_s: Callable[[], float] = monotonic,
    ) -> None:
        self._find = find
        self._deliver = deliver
        self._look_every_s = look_every_s
        self._now_s = now_s
        self._unopened = UnopenedSticks()
        self._changes: Changes | None = None
        self._stopping = Event()
        # A daemon: a thread stuck in a dead disk must not keep the box from ending.
        self._thread = Thread(target=self._watch, name="hardware", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        if self._changes is not None:
            self._changes.wake()
        self._thread.join(timeout=0.5)
        if self._changes is not None and not self._thread.is_alive():
            self._changes.close()

    def _watch(self) -> None:
        hardware = self._find()
        self._changes = hardware.changes
        microphones: tuple[Microphone, ...] | None = None
        generation = 0
        changed: frozenset[str] = frozenset()
        while not self._stopping.is_set():
            try:
                now = hardware.sound.present()
                if SOUND in changed or (microphones is not None and now != microphones):
                    generation += 1
                microphones = now
                self._hand_over(self._status(hardware, microphones, generation))
                changed = self._next_changes(hardware.changes)
            except Exception:  # drivers fail in any way; the next look may not
                log.warning(
                    "the hardware could not be read", exc_info=True, extra={"event": "look-failed"}
                )
                self._stopping.wait(self._look_every_s)

    def _status(
        self, hardware: Hardware, microphones: tuple[Microphone, ...], generation: int
    ) -> HardwareStatus:
        signs, plugged = hardware.vitals.read(), hardware.volumes.present()
        return HardwareStatus(
            sound_generation=generation,
            microphones=microphones,
            volumes=plugged.volumes,
            unopened=self._unopened.told(plugged.unopened, self._now_s()),
            watch=hardware.changes.watch,
            watch_reason=hardware.changes.reason,
            memory_available_bytes=signs.memory_available_bytes,
            memory_total_bytes=signs.memory_total_bytes,
            disk_free_bytes=signs.disk_free_bytes,
            disk_total_bytes=signs.disk_total_bytes,
            temperature_c=signs.temperature_c,
        )

    def _next_changes(self, changes: Changes) -> frozenset[str]:
        changed = changes.wait(self._look_every_s)
        if changed:
            settled_by_s = monotonic() + SETTLE_LIMIT_S
            while monotonic() < settled_by_s and (more := changes.wait(SETTLE_S)):
                changed |= more
        return changed

    def _hand_over(self, status: HardwareStatus) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(self._deliver, status)
        except RuntimeError:
            self._stopping.set()  # the loop was closed meanwhile
