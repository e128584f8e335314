"""Setting the clock by systemd's service for it: the methods of org.freedesktop.timedate1."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from appliance.station.errors import ClockError
from appliance.station.system_bus import BusRefusal, busctl

RULE: Final = "/usr/share/polkit-1/rules.d/50-tingxia-clock.rules"

NTP_ENDS_S = 15.0
"""So long after it was told to end, a time client may still make the service refuse a time."""

LOOK_AGAIN_S = 0.5

LOOK_S = 5.0
"""A page waits no longer for what is only shown."""

_SERVICE: Final = (
    "org.freedesktop.timedate1",
    "/org/freedesktop/timedate1",
    "org.freedesktop.timedate1",
)
_STATE: Final = re.compile(r's "([^"]*)"\nb (true|false)')
_PREFIX: Final = "Call failed: "
"""Before the service's own reason, as the client tells it; the screen knows the usual ones."""

_SET_TIME: Final = 'sudo timedatectl set-time "{moment}"'
_FORM: Final = _SET_TIME.format(moment="YYYY-MM-DD HH:MM")
"""Who only asks has named no time, and the one that the clock shows may be what is wrong."""

_FORBIDDEN: Final = re.compile(r"authentication|authoriz|denied|not permitted", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the service tells."""

    zone: str
    is_ntp_on: bool
    """A client for time servers runs, whether or not it reaches one."""


async def state() -> State:
    """Ask, as a page that waits. Raises ClockError."""
    try:
        async with asyncio.timeout(LOOK_S):
            return await _state(_FORM)
    except TimeoutError as error:
        raise _silent(_FORM) from error


async def advice() -> str:
    """Return who sets the clock, and how, where the screen cannot; empty where it can."""
    try:
        await state()
    except ClockError as error:
        return error.hint
    return ""


async def set_zone(zone: str) -> None:
    """Set the time zone. Raises ClockError."""
    by_hand = f"sudo timedatectl set-timezone {zone}"
    await _asked(by_hand, "call", *_SERVICE, "SetTimezone", "sb", zone, "false")


async def set_time(moment: datetime, *, look: Callable[[], None]) -> None:
    """Set the time; a client for time servers that is in the way is switched off, and stays so.

    ``look`` is called before each try and raises what forbids it. Raises ClockError.
    """
    by_hand = _SET_TIME.format(moment=f"{moment:%Y-%m-%d %H:%M}")
    microseconds = str(round(moment.timestamp() * 1e6))
    wanted = ("call", *_SERVICE, "SetTime", "xbb", microseconds, "false", "false")
    look()
    try:
        await _asked(by_hand, *wanted)
    except ClockError:
        if not (await _state(by_hand)).is_ntp_on:
            raise
        await _asked(by_hand, "call", *_SERVICE, "SetNTP", "bb", "false", "false")
        await _once_it_ended(by_hand, wanted, look)


async def _once_it_ended(by_hand: str, wanted: tuple[str, ...], look: Callable[[], None]) -> str:
    """Ask until the client for time servers is no longer in the way."""
    clock = asyncio.get_running_loop().time
    give_up_s = clock() + NTP_ENDS_S
    while True:
        look()
        try:
            return await _asked(by_hand, *wanted)
        except ClockError:
            if clock() >= give_up_s:
                raise
        # The service tells nobody when that has ended.
        await asyncio.sleep(LOOK_AGAIN_S)


async def _state(by_hand: str) -> State:
    """Ask, however long it takes. Raises ClockError that names the command ``by_hand``."""
    told = await _asked(by_hand, "get-property", *_SERVICE, "Timezone", "NTP")
    found = _STATE.fullmatch(told.strip())
    if found is None:
        raise _refused(told.strip()[-200:], by_hand)
    return State(zone=found.group(1), is_ntp_on=found.group(2) == "true")


async def _asked(by_hand: str, *arguments: str) -> str:
    """Return what the service answers. Raises ClockError that names the command ``by_hand``."""
    try:
        return await busctl(*arguments)
    except BusRefusal as refusal:
        raise _refused(str(refusal), by_hand) from refusal
    except TimeoutError as error:
        raise _silent(by_hand) from error
    except OSError as error:
        raise ClockError(
            "The clock cannot be set here: this system has no service for it.",
            hint="Whoever looks after the machine sets its clock as that system does it, while"
            " nothing is being recorded. A container has the clock of the machine it runs on.",
        ) from error


def _silent(by_hand: str) -> ClockError:
    return ClockError(
        "The system gives no answer.",
        hint="Try again in a minute. If it stays so, whoever looks after the box sets the clock"
        " at the command line: {command}",
        command=by_hand,
    )


def _refused(told: str, by_hand: str) -> ClockError:
    if _FORBIDDEN.search(told):
        return ClockError(
            "The box is not allowed to set the clock.",
            hint="Whoever looks after the box allows it with the file {rule}, or sets the clock at"
            " the command line: {command}",
            rule=RULE,
            command=by_hand,
        )
    return ClockError(
        "The system does not set the clock: {reason}",
        hint="Whoever looks after the box sets the clock at the command line: {command}",
        reason=told.removeprefix(_PREFIX),
        command=by_hand,
    )
