"""What stands on the clock of the box while somebody sets it by touch: always a possible time."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

EARLIEST_YEAR: Final = 2025
"""This software was made in it: no clock before it can be right."""

LATEST_YEAR: Final = 2099
"""The last year for which the clocks of all machines and the files of all sticks have a place."""

ZONES: Final = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "Etc/UTC",
)
"""Offered on the screen; any other can be given on the command line."""

_ZONE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9][A-Za-z0-9_+-]*)*")


class Part(StrEnum):
    """What is set by itself."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class WallTime:
    """A minute as a clock on the wall shows it, of no zone; make it with ``of``."""

    year: int
    month: int
    day: int
    hour: int
    minute: int

    @classmethod
    def of(cls, moment: datetime) -> "WallTime":
        """Return the minute; a clock that was never set begins in the first possible year."""
        shown = cls(
            year=min(max(moment.year, EARLIEST_YEAR), LATEST_YEAR),
            month=moment.month,
            day=moment.day,
            hour=moment.hour,
            minute=moment.minute,
        )
        return _with_a_day(shown)

    def stepped(self, part: Part, by: int) -> "WallTime":
        """Move one part; all but the year begin again at their end, and move nothing else.

        Only the day follows, where the month has fewer.
        """
        match part:
            case Part.YEAR:
                year = min(max(self.year + by, EARLIEST_YEAR), LATEST_YEAR)
                return _with_a_day(replace(self, year=year))
            case Part.MONTH:
                return _with_a_day(replace(self, month=(self.month - 1 + by) % 12 + 1))
            case Part.DAY:
                return replace(self, day=(self.day - 1 + by) % _days(self) + 1)
            case Part.HOUR:
                return replace(self, hour=(self.hour + by) % 24)
            case Part.MINUTE:
                return replace(self, minute=(self.minute + by) % 60)

    @property
    def moment(self) -> datetime:
        """The beginning of the minute, without a zone."""
        return datetime(self.year, self.month, self.day, self.hour, self.minute)


def is_possible(moment: datetime) -> bool:
    """Tell whether a clock may be set to this."""
    return EARLIEST_YEAR <= moment.year <= LATEST_YEAR


def is_zone(name: str) -> bool:
    """Tell whether this has the form of a time zone's name; which ones there are a system knows."""
    return _ZONE.fullmatch(name) is not None


def _days(shown: WallTime) -> int:
    return monthrange(shown.year, shown.month)[1]


def _with_a_day(shown: WallTime) -> WallTime:
    return replace(shown, day=min(shown.day, _days(shown)))
