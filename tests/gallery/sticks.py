"""Sticks: at the foot of every page, in sheets, and on their own page."""

from nicegui import ui

from appliance.domain.stick_contents import StickContents
from appliance.station.face import ExportOptions, Volume
from appliance.station.stick_errors import helper_refused
from tests.fakes.queued import full_stick
from tests.fakes.station import STICK, FakeStation
from tests.gallery.exhibit import exhibit, ignore, over
from ui.status import status_items
from ui.visit import Visit
from ui.widgets.bundle_dialog import BundleDialog
from ui.widgets.dialog import Dialog
from ui.widgets.export_choice import ExportOptionsFields
from ui.widgets.facts import Fact, FactWords
from ui.widgets.stick_card import StickCard
from ui.widgets.stick_choices import StickChoices

LOCKED = STICK.model_copy(update={"writable": False})
UNOPENED = "Kingston DataTraveler 31 GB"
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def of_sticks(visit: Visit) -> None:
    """Build them all."""
    _cards(visit)
    _choices(visit)
    _status(visit)
    with exhibit("ExportOptionsFields"):
        ExportOptionsFields(visit.language, ExportOptions(), ignore, recipient=RECIPIENT)


def _cards(visit: Visit) -> None:
    full, empty, used, locked, broken = (FakeStation() for _place in range(5))
    full.sticks.found = used.sticks.found = locked.sticks.found = full_stick()
    empty.sticks.found = StickContents()
    used.sticks.used = frozenset({STICK.identity})
    broken.sticks.found = helper_refused("damaged", "KINGSTON")
    states = {"": full, "in use": used, "empty": empty, "read only": locked, "damaged": broken}
    for state, station in states.items():
        stick = LOCKED if station is locked else STICK
        station.plugged = (stick,)
        own = over(visit, station)
        with exhibit(f"StickCard {state}".strip()):
            StickCard(
                own,
                stick,
                dialog=Dialog(),
                bundle_dialog=BundleDialog(own),
                on_export=ignore,
                on_import=ignore,
                on_eject=ignore,
            )


def _choices(visit: Visit) -> None:
    other = STICK.model_copy(update={"identity": "stick-2", "label": "二号车间"})
    with exhibit("StickChoices"):
        for plugged in ((STICK, other), (LOCKED,), ()):
            station = FakeStation()
            station.plugged = plugged
            StickChoices(over(visit, station), station.volumes, ignore)


def _status(visit: Visit) -> None:
    other = STICK.model_copy(update={"identity": "stick-2"})
    with exhibit("Sticks in the status line"), ui.element("div").classes("options"):
        for plugged in ((), (STICK,), (LOCKED,), (STICK, other)):
            _item(visit, plugged)
        _item(visit, (), unopened=(UNOPENED,))
        _item(visit, (STICK,), in_use=frozenset({STICK.identity}))


def _item(
    visit: Visit,
    plugged: tuple[Volume, ...],
    *,
    unopened: tuple[str, ...] = (),
    in_use: frozenset[str] = frozenset(),
) -> None:
    station = FakeStation()
    station.plugged, station.sticks.unopened = plugged, unopened
    item = status_items(station.snapshot(), visit.language, in_use)[2]
    Fact(FactWords(sign=item.sign, words=item.words))
