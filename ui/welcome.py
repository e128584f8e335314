"""When the first steps are offered: on a box that is new and holds no recording."""

import asyncio
from typing import Final

from appliance.errors import ApplianceError
from appliance.station.face import Station

PATIENCE_S: Final = 1.0
"""A library that takes longer to answer, as one does that is just opened, is not waited for."""


class Welcome:
    """The very first visit is led to them; later ones are only told where they are."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._has_come = False

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
