"""The part of the command line's door that sets the clock; it is the owner's."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Final

from appliance.errors import ApplianceError
from appliance.station.errors import ClockError
from appliance.station.face import Station
from appliance.station.lock import OWNER
from appliance.wire import Message
from appliance.wire.clock import ClockShown, GetClock, SetClock

QUESTIONS: Final = (GetClock, SetClock)


async def answers(station: Station, question: Message) -> AsyncGenerator[Message, None]:
    """Answer one of QUESTIONS. Raises ApplianceError."""
    if isinstance(question, SetClock):
        await station.clock.set(_moment(question.time), question.zone, OWNER)
    told, zone = station.settings.clock(), ""
    obstacle: ApplianceError | None = None
    try:
        zone = (await station.clock.look()).zone
    except ClockError as error:
        obstacle = error
    obstacle = obstacle or station.clock.busy()
    yield ClockShown(
        now=told.now.isoformat(timespec="seconds"),
        zone=zone,
        trusted=told.is_trusted,
        looks_wrong=told.looks_wrong,
        obstacle=str(obstacle or ""),
        hint=obstacle.hint if obstacle is not None else "",
    )


def _moment(told: str) -> datetime | None:
    """Raise ClockError for what is no time."""
    if not told:
        return None
    try:
        return datetime.fromisoformat(told).replace(tzinfo=None)
    except ValueError as error:
        raise ClockError(
            "{time} is no time.", hint="An example is 2026-05-12T09:30.", time=told
        ) from error
