"""What the screen and the command line may ask about setting the clock of the box."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockAsSet:
    """How the system's clock is set; what it shows stands in face_settings.ClockTold."""

    zone: str
    """Such as Asia/Shanghai."""

    zones: tuple[str, ...]
    """To choose from, this one among them."""


class BoxClockFace(Protocol):
    """One attribute of face.Station."""

    def busy(self) -> ApplianceError | None:
        """Return what must be over first; cheap, may be asked at every redraw."""
        ...

    async def look(self) -> ClockAsSet:
        """Ask the system. Raises ClockError if its clock cannot be set from here."""
        ...

    async def set(
        self, wanted: datetime | None, zone: str = "", permit: Permit | None = None
    ) -> None:
        """Set the time zone if one is given, then the time, as it is read in the zone of the box.

        Raises ClockError if something must be over first, the time is impossible or comes from a
        source of time, or the system does not allow it; LockedError without a living permit where
        a PIN is set. Then the time is what it was.
        """
        ...
