"""When something that is done once a night is due."""

from datetime import date, datetime, time, timedelta
from typing import Final

WITHIN: Final = timedelta(hours=2)
"""A box that is busy or just being switched on at the hour still has so long."""


class Nightly:
    """Is due once a day, from a time of day on, for two hours."""

    def __init__(self, at: time) -> None:
        self._at = at
        self._done: date | None = None

    def is_due(self, now: datetime) -> bool:
        """Tell whether it should be done now; the night belongs to the day it begins on."""
        begin = self._begin(now)
        return begin is not None and begin.date() != self._done

    def done(self, now: datetime) -> None:
        """Note that it was done, or tried, in this night."""
        begin = self._begin(now)
        self._done = begin.date() if begin is not None else self._done

    def _begin(self, now: datetime) -> datetime | None:
        for day in (now, now - timedelta(days=1)):
            begin = day.replace(hour=self._at.hour, minute=self._at.minute, second=0, microsecond=0)
            if begin <= now < begin + WITHIN:
                return begin
        return None
