"""Which recordings the history shows, as chosen and as the address of the page keeps it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Self

from appliance.domain.wall_time import EARLIEST_YEAR, LATEST_YEAR
from appliance.station.face_search import ListOrder, SearchFilter

from .i18n import mark

LONGEST = 200
"""Of what is typed."""

DAYS: Mapping[str, tuple[int, str]] = {
    "0": (0, mark("Any day")),
    "1": (1, mark("Today")),
    "7": (7, mark("7 days")),
    "31": (31, mark("31 days")),
    "366": (366, mark("A year")),
}
LENGTHS: Mapping[str, tuple[float | None, float | None, str]] = {
    "any": (None, None, mark("Any length")),
    "short": (None, 300.0, mark("Up to 5 min")),
    "middle": (300.0, 3600.0, mark("5 min to 1 h")),
    "long": (3600.0, None, mark("Over 1 h")),
}
ORDERS: Mapping[ListOrder, str] = {
    ListOrder.NEWEST: mark("Newest first"),
    ListOrder.OLDEST: mark("Oldest first"),
    ListOrder.LONGEST: mark("Longest first"),
    ListOrder.TITLE: mark("By title"),
}

_LANGUAGE = re.compile("[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; the filter of the search is made of it when it is asked."""

    text: str = ""
    days: int = 0
    first_day: date | None = None
    last_day: date | None = None
    length: str = "any"
    tag: str = ""
    speaker: str = ""
    language: str = ""
    has_marker: bool = False
    trashed: bool = False
    order: ListOrder = ListOrder.NEWEST

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Self:
        """Read it from an address; what stands there beyond it or wrongly is left out."""
        asked = {name: value[:LONGEST] for name, value in parameters.items()}
        length, language = asked.get("length", ""), asked.get("language", "")
        first_day, last_day = _day(asked.get("from", "")), _day(asked.get("to", ""))
        days = DAYS.get(asked.get("days", ""), (0, ""))[0]
        order = asked.get("sort", "")
        return cls(
            text=asked.get("q", ""),
            days=0 if first_day or last_day else days,
            first_day=first_day,
            last_day=max(first_day or last_day, last_day) if last_day else None,
            length=length if length in LENGTHS else "any",
            tag=asked.get("tag", ""),
            speaker=asked.get("speaker", ""),
            language=language if _LANGUAGE.fullmatch(language) else "",
            has_marker=asked.get("marker") == "1",
            trashed=asked.get("trash") == "1",
            order=ListOrder(order) if order in ORDERS else ListOrder.NEWEST,
        )

    def within(self, days: int) -> Self:
        """Count the days from today, instead of between two days."""
        return replace(self, days=days, first_day=None, last_day=None)

    def since(self, day: date | None) -> Self:
        """Begin with a day, or with any; the last day is moved where it would be before it."""
        last_day = max(day, self.last_day) if day and self.last_day else self.last_day
        return replace(self, days=0, first_day=day, last_day=last_day)

    def until(self, day: date | None) -> Self:
        """End with a day, or with any; the first day is moved where it would be after it."""
        first_day = min(day, self.first_day) if day and self.first_day else self.first_day
        return replace(self, days=0, first_day=first_day, last_day=day)

    @property
    def parameters(self) -> dict[str, str]:
        """What of it stands in the address: all there can be, empty where nothing is asked."""
        return {
            "q": self.text,
            "days": str(self.days or ""),
            "from": self.first_day.isoformat() if self.first_day else "",
            "to": self.last_day.isoformat() if self.last_day else "",
            "length": "" if self.length == "any" else self.length,
            "tag": self.tag,
            "speaker": self.speaker,
            "language": self.language,
            "marker": "1" if self.has_marker else "",
            "trash": "1" if self.trashed else "",
            "sort": "" if self.order is ListOrder.NEWEST else self.order.value,
        }

    @property
    def conditions(self) -> int:
        """How many there are besides what was typed; an order leaves nothing out."""
        asked = self.parameters.items()
        return sum(bool(value) for name, value in asked if name not in {"q", "sort"})

    def filter(self, today: date) -> SearchFilter:
        """Return the filter; a day begins by the clock of the box."""
        least, most, _name = LENGTHS[self.length]
        first = today - timedelta(days=self.days - 1) if self.days else self.first_day
        end = _begin(self.last_day + timedelta(days=1)) if self.last_day else None
        return SearchFilter(
            started_from=_begin(first),
            started_before=end,
            tags=(self.tag,) if self.tag else (),
            speaker=self.speaker,
            language=self.language,
            least_duration_s=least,
            most_duration_s=most,
            has_marker=True if self.has_marker else None,
            trashed=self.trashed,
        )


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None


def _begin(day: date | None) -> datetime | None:
    """Return when a day begins in the box's zone, which may have another time then than now."""
    return datetime.combine(day, time()).astimezone() if day else None
