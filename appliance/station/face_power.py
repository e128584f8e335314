"""What the screen and the command line may ask about switching the machine off and on again."""

from enum import StrEnum
from typing import Protocol

from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit


class PowerDeed(StrEnum):
    """What is done to the machine."""

    OFF = "off"
    RESTART = "restart"


class Power(Protocol):
    """One attribute of face.Station."""

    def busy(self) -> ApplianceError | None:
        """Return what must be over first; cheap, may be asked at every redraw."""
        ...

    async def unable(self, deed: PowerDeed) -> ApplianceError | None:
        """Return why this machine cannot do it, as its system answers now."""
        ...

    async def switch(self, deed: PowerDeed, permit: Permit | None = None) -> None:
        """Do it; returns when the system has begun.

        Raises PowerError if something must be over first or the machine cannot, LockedError
        without a living permit where a PIN is set. Then nothing has happened.
        """
        ...
