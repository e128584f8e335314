"""Switching the machine off and on again, once nothing would suffer from it."""

import asyncio
import logging
from typing import Protocol

from appliance.errors import ApplianceError
from appliance.station import login_manager
from appliance.station.errors import PowerError
from appliance.station.face_lock import Permit
from appliance.station.face_power import PowerDeed
from appliance.station.finished import finished
from appliance.station.lock import BoxLock
from appliance.station.note import Note
from appliance.station.recorder import Recorder

log = logging.getLogger(__name__)

NOTED = {PowerDeed.OFF: "switch-off", PowerDeed.RESTART: "restart-machine"}


class Volumes(Protocol):
    """As much of the sticks as matters here."""

    @property
    def is_in_use(self) -> bool:
        """Whether a stick is being read or written."""
        ...


class BoxPower:
    """Implements face_power.Power."""

    def __init__(self, recorder: Recorder, sticks: Volumes, *, lock: BoxLock, note: Note) -> None:
        self._recorder = recorder
        self._sticks = sticks
        self._lock = lock
        self._note = note
        self._one_at_a_time = asyncio.Lock()

    def busy(self) -> ApplianceError | None:
        """See Power.

        A recorder that is away records nothing, and a box whose recorder fails must be restarted.
        """
        if self._recorder.running_id is not None:
            return PowerError("A recording is running.", hint="Stop it on the Record page first.")
        if self._sticks.is_in_use:
            return PowerError(
                "A stick is being written or read at this moment.",
                hint="Wait until that is done.",
            )
        return None

    async def unable(self, deed: PowerDeed) -> ApplianceError | None:
        """See Power."""
        try:
            await login_manager.require(deed)
        except PowerError as error:
            return error
        return None

    async def switch(self, deed: PowerDeed, permit: Permit | None = None) -> None:
        """See Power."""
        await self._lock.require(permit)
        await finished(self._switched(deed))

    async def _switched(self, deed: PowerDeed) -> None:
        async with self._one_at_a_time:
            await login_manager.require(deed)
            # Looked at last: nothing is awaited between this and the deed.
            busy = self.busy()
            if busy is not None:
                raise busy
            await login_manager.switch(deed)
            log.info("the machine is switched", extra={"event": NOTED[deed]})
            await self._note(NOTED[deed], subject="machine")
