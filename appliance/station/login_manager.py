"""Switching the machine by systemd's login manager: the methods of org.freedesktop.login1."""

import re
from typing import Final

from appliance.station.errors import PowerError
from appliance.station.face_power import PowerDeed
from appliance.station.system_bus import BusRefusal, busctl

RULE: Final = "/usr/share/polkit-1/rules.d/50-tingxia-power.rules"

SWITCH_BY_HAND = "Use the switch of the machine, once nothing is being recorded."

METHODS: Final = {PowerDeed.OFF: "PowerOff", PowerDeed.RESTART: "Reboot"}

_MANAGER: Final = (
    "org.freedesktop.login1",
    "/org/freedesktop/login1",
    "org.freedesktop.login1.Manager",
)
_ANSWER: Final = re.compile(r's "([a-z-]*)"')
_HELD: Final = frozenset({"inhibited", "inhibitor-blocked", "challenge-inhibitor-blocked"})


async def require(deed: PowerDeed) -> None:
    """Ask whether it may and can be done. Raises PowerError if not."""
    told = await _called(f"Can{METHODS[deed]}")
    found = _ANSWER.fullmatch(told.strip())
    answer = found.group(1) if found else ""
    if answer == "yes":
        return
    if answer in {"no", "challenge"}:
        raise PowerError(
            "The box is not allowed to switch this machine.",
            hint="Whoever looks after the box installs {rule}.",
            rule=RULE,
        )
    if answer in _HELD:
        raise PowerError(
            "Another program keeps this machine on for now.",
            hint="Wait until it is done, then try again.",
        )
    if answer == "na":
        raise PowerError(
            "The system says that this machine cannot be switched by a program.",
            hint=SWITCH_BY_HAND,
        )
    raise _refused(told)


async def switch(deed: PowerDeed) -> None:
    """Do it; returns when the system has begun. Raises PowerError."""
    await _called(METHODS[deed], "b", "false")


async def _called(method: str, *arguments: str) -> str:
    """Return what the login manager answers. Raises PowerError."""
    try:
        return await busctl("call", *_MANAGER, method, *arguments)
    except BusRefusal as refusal:
        raise _refused(str(refusal)) from refusal
    except TimeoutError as error:
        raise PowerError("The system gives no answer.", hint=SWITCH_BY_HAND) from error
    except OSError as error:
        raise PowerError(
            "This system has no service that could switch the machine.",
            hint="Switch it off as this system does it, once nothing is being recorded.",
        ) from error


def _refused(told: str) -> PowerError:
    return PowerError(
        "The system does not switch this machine: {reason}",
        hint=SWITCH_BY_HAND,
        reason=told.strip()[-200:],
    )
