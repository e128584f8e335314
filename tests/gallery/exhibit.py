"""What exhibits share: the head of one, a box of its own, what nobody takes for the box's data."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Final

from nicegui import context, ui

from appliance.errors import ApplianceError
from tests.fakes.station import FakeStation
from ui.permits import Permits
from ui.visit import Visit
from ui.visit_lock import VisitLock
from ui.widgets.touch import Words

ID: Final = "20250512-093000-a1b2"
"""Of the recording that has everything."""

SAID: Final = "一号生产线上周完成了1230件产品，合格率是98.5%。"
FAILURE: Final = ApplianceError(
    "{target} has {free} MB free; {needed} MB are needed.",
    hint="Make room or take another stick, then export again.",
    target="KINGSTON",
    free=3,
    needed=9,
)


@contextmanager
def exhibit(name: str, *, classes: str = "") -> Iterator[None]:
    """Head what the block builds."""
    with ui.element("section").classes(f"exhibit {classes}"):
        with ui.element("h2").classes("heading"):
            Words(name)
        yield


def over(visit: Visit, station: FakeStation, *, browser: str = "gallery") -> Visit:
    """Return the visit of a widget alone: it shows another box than the rest of the page."""
    other = copy(visit)
    other.station = station
    permits, language = Permits(station.lock), visit.language
    other.lock = VisitLock(
        station.lock, permits, browser=browser, language=language, client=context.client
    )
    other.lock.place()
    return other


def ignore(*_value: object) -> None:
    """Let an exhibit be tried without effect."""
