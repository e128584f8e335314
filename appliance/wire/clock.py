"""What the command line asks about the clock of the box."""

from appliance.wire.codec import Message


class GetClock(Message, event="get-clock"):
    """Ask for ClockShown."""


class SetClock(Message, event="set-clock"):
    """Set it; answered with ClockShown, or refused."""

    time: str = ""
    """ISO 8601 without a zone, as it is read in the zone of the box; empty: leave it."""

    zone: str = ""
    """Such as Asia/Shanghai; empty: leave it."""


class ClockShown(Message, event="clock-shown"):
    """What the clock shows, and whether that can be right."""

    now: str
    """ISO 8601 with the zone's distance from UTC."""

    zone: str = ""
    """Its name; empty if the system does not tell it."""

    trusted: bool
    """It is set from a source of time."""

    looks_wrong: bool
    """It shows a time before this software was installed."""

    obstacle: str = ""
    """Why it cannot be set now; empty if it can be."""

    hint: str = ""
    """What to do about that."""
