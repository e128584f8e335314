"""When the first steps are offered: on a box that is new and holds no recording."""

import asyncio
from enum import StrEnum
from typing import Final

from appliance.errors import ApplianceError
from appliance.station.face import Station

PATIENCE_S: Final = 1.0
"""A library that takes longer to answer, as one does that is just opened, is not waited for."""


class Hearing(StrEnum):
    """What the first steps know of the microphone."""

    HEARD = "heard"
    UNHEARD = "unheard"
    NONE = "none"
    """There is none, or a sample or a file in its place."""


class Welcome:
    """The very first visit is led to them; later ones are only told where they are."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._has_come = False
        self.heard_by = ""
        """The microphone by which somebody was heard in these steps."""

    @property
    def hearing(self) -> Hearing:
        """Whether somebody was heard by the microphone that there is."""
        capture = self._station.snapshot().capture
        if capture is None:
            return Hearing.HEARD if self.heard_by else Hearing.UNHEARD
        if capture.virtual or capture.microphone_state in {"absent", "lost"}:
            return Hearing.NONE
        return Hearing.HEARD if capture.microphone == self.heard_by else Hearing.UNHEARD

    async def is_offered(self) -> bool:
        """Return whether the box still waits for them."""
        if not self._station.settings.is_new:
            return False
        try:
            async with asyncio.timeout(PATIENCE_S):
                return not await self._station.recordings(limit=1)
        except (ApplianceError, TimeoutError):
            # The library tells on its own page what is the matter; recording comes first here.
            return False

    def comes_first(self) -> bool:
        """Return whether this visit is led there: the first one, and never while recording."""
        capture = self._station.snapshot().capture
        if self._has_come or (capture is not None and capture.state != "idle"):
            return False
        self._has_come = True
        return True
