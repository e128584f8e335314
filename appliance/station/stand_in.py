"""Letting go of a folder that stands in for a stick: only the supervisor can take it from sight."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from appliance.station.stick_errors import StickError
from appliance.wire import WireError, request
from appliance.wire.supervision import LetGoStandIn, SystemStatus, Volume

TIMEOUT_S: Final = 5.0


def stand_in_at(place: Path, present: Iterable[Volume]) -> Volume | None:
    """Return the stand-in that is this folder; None if it is none."""
    return next(
        (each for each in present if each.is_stand_in and Path(each.mount_point) == place), None
    )


async def let_go(stand_in: Volume, supervisor: Path) -> None:
    """Have it not open until its folder was gone and is back. Raises StickError."""
    question = LetGoStandIn(identity=stand_in.identity)
    try:
        await request(supervisor, question, SystemStatus, timeout_s=TIMEOUT_S)
    except WireError as error:
        raise StickError(
            "The stick {label} could not be let go.",
            hint="Everything is on it. Try again when the box has started again.",
            label=stand_in.label,
        ) from error
