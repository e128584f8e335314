"""Setting the clock of the box, while nothing is recorded whose times would jump."""

import asyncio
import logging
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.domain.journal import Instant
from appliance.domain.wall_time import EARLIEST_YEAR, LATEST_YEAR, ZONES, is_possible, is_zone
from appliance.errors import ApplianceError
from appliance.recordings.clock import Clock, SystemClock
from appliance.station import time_service
from appliance.station.errors import ClockError
from appliance.station.face_clock import ClockAsSet
from appliance.station.face_lock import Permit
from appliance.station.finished import finished
from appliance.station.lock import BoxLock
from appliance.station.note import Note
from appliance.station.recorder import Recorder

log = logging.getLogger(__name__)


class BoxClock:
    """Implements face_clock.BoxClockFace."""

    def __init__(
        self, recorder: Recorder, *, lock: BoxLock, note: Note, clock: Clock | None = None
    ) -> None:
        self._recorder = recorder
        self._lock = lock
        self._note = note
        self._clock = clock or SystemClock()
        self._one_at_a_time = asyncio.Lock()

    def busy(self) -> ApplianceError | None:
        """See BoxClockFace."""
        if self._recorder.running_id is not None:
            return ClockError("A recording is running.", hint="Stop it on the Record page first.")
        return None

    async def look(self) -> ClockAsSet:
        """See BoxClockFace."""
        zone = (await time_service.state()).zone
        known = await asyncio.to_thread(_known)
        return ClockAsSet(zone=zone, zones=known if zone in known else (zone, *known))

    async def set(
        self, wanted: datetime | None, zone: str = "", permit: Permit | None = None
    ) -> None:
        """See BoxClockFace."""
        await self._lock.require(permit)
        await finished(self._set(wanted, zone))

    async def _set(self, wanted: datetime | None, zone: str) -> None:
        async with self._one_at_a_time:
            before = self._clock.now()
            if zone and not is_zone(zone):
                raise ClockError(
                    "{zone} is no time zone.", hint="An example is Asia/Shanghai.", zone=zone
                )
            if wanted is not None and not is_possible(wanted):
                raise ClockError(
                    "No clock is set to {year}.",
                    hint="Give a year from {earliest} to {latest}.",
                    year=wanted.year,
                    earliest=EARLIEST_YEAR,
                    latest=LATEST_YEAR,
                )
            if wanted is not None and before.clock_trusted:
                raise ClockError(
                    "The clock is set by itself.",
                    hint="Only its time zone can be chosen here. Whoever looks after the box ends"
                    " that at the command line: {command}",
                    command="sudo timedatectl set-ntp false",
                )
            self._look()
            if zone:
                await time_service.set_zone(zone)
                time.tzset()
                log.info("the time zone is set", extra={"event": "set-time-zone", "zone": zone})
            try:
                if zone:
                    await self._note("set-time-zone", subject=zone)
            finally:  # a log that cannot be written leaves no half of it undone
                if wanted is not None:
                    await self._set_time(wanted, before)

    async def _set_time(self, wanted: datetime, before: Instant) -> None:
        # Read in the zone that this process shows, which may have its own by $TZ.
        await time_service.set_time(wanted.astimezone(), look=self._look)
        log.info("the clock is set", extra={"event": "set-clock", "before": before.wall})
        await self._note("set-clock", subject="clock", before=before.wall)

    def _look(self) -> None:
        """Raise what must be over first."""
        busy = self.busy()
        if busy is not None:
            raise busy


def _known() -> tuple[str, ...]:
    """Return the zones on offer that this system has."""
    return tuple(zone for zone in ZONES if _is_known(zone))


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):  # the last one is ZoneInfoNotFoundError
        return False
    return True
