"""Sticks: they appear by themselves; what can be taken away, brought in, and letting them go."""

from collections.abc import Mapping
from functools import partial

from nicegui import context, ui

from appliance.station.face import ExportChoice, Volume

from ..frame import frame
from ..place import Place
from ..visit import Visit
from ..widgets.add_dialog import AddDialog
from ..widgets.bundle_dialog import BundleDialog
from ..widgets.dialog import Dialog
from ..widgets.eject_dialog import EjectDialog
from ..widgets.export_dialog import ExportDialog
from ..widgets.nothing import Nothing
from ..widgets.stick_card import StickCard
from ..widgets.stick_sheet import StickDeed
from ..widgets.touch import Words
from ..wording import stick_not_open

REFRESH_S = 0.5


def stick_page(visit: Visit) -> None:
    """Build the page."""
    with frame(visit, Place.STICK):
        _StickPage(visit).begin(context.client.request.query_params)


class _StickPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._cards: dict[tuple[str, bool], StickCard] = {}
        self._shown_below: tuple[bool, tuple[str, ...]] | None = None
        self._export = ExportDialog(visit)
        self._adding = AddDialog(visit)
        self._eject = EjectDialog(visit)
        self._dialog, self._bundle_dialog = Dialog(), BundleDialog(visit)
        with ui.element("div").classes("scroll sticks"):
            self._place = ui.element("div").style("display: contents")
            self._below = ui.element("div").style("display: contents")
        visit.watch(self._draw, every_s=REFRESH_S)

    def begin(self, asked: Mapping[str, str]) -> None:
        """Begin with what somebody chose when the stick was plugged in, once."""
        present = {each.identity: each for each in self._visit.station.sticks.volumes()}
        stick = present.get(asked.get("stick", ""))
        if stick is not None and asked.get("deed") == StickDeed.EXPORT:
            self._begin_export(stick.identity, ExportChoice.NEW)
        elif stick is not None and asked.get("deed") == StickDeed.ADD:
            self._adding.open_stick(stick)
        if asked:
            ui.navigate.history.replace(Place.STICK.value)

    def _draw(self) -> None:
        station, _ = self._visit.station, self._visit.language
        # One that turns read only, as sticks do that die, is built anew.
        present = {(stick.identity, stick.writable): stick for stick in station.sticks.volumes()}
        for key in [key for key in self._cards if key not in present]:
            self._cards.pop(key).delete()
        for key, stick in present.items():
            if key in self._cards:
                self._cards[key].show(stick)
            else:
                self._cards[key] = self._card(stick)
        below = (bool(present), stick_not_open(station.snapshot(), _))
        if below != self._shown_below:
            self._shown_below = below
            self._tell_below(*below)

    def _tell_below(self, has_cards: bool, not_open: tuple[str, ...]) -> None:
        """Say that there is none, or that one is not open, also below others that are."""
        _ = self._visit.language
        self._below.clear()
        with self._below:
            if not_open:
                what, *next_steps = not_open
                with Nothing("stick", _("Stick not open"), what):
                    for step in next_steps:
                        Words(step)
            elif not has_cards:
                Nothing(
                    "stick",
                    _("No stick"),
                    _("Plug a USB stick in. Recordings can be taken away on it, files brought in."),
                )

    def _card(self, stick: Volume) -> StickCard:
        with self._place:
            return StickCard(
                self._visit,
                stick,
                dialog=self._dialog,
                bundle_dialog=self._bundle_dialog,
                on_export=partial(self._begin_export, stick.identity),
                on_import=lambda: self._adding.open_stick(stick),
                on_eject=lambda: self._eject.open(stick),
            )

    def _begin_export(self, identity: str, which: ExportChoice) -> None:
        self._export.open(which, only=identity)
