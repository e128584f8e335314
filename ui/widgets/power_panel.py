"""Switching the machine off and on again: by a second deliberate touch, and with the PIN."""

import json
from collections.abc import Mapping
from functools import partial

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.station.face_power import PowerDeed

from ..visit import Visit
from .row import Row
from .sure_button import SureButton
from .touch import Words

STUCK_S = 120.0
"""A machine that still runs after so long was kept on by something; the page comes back."""


class PowerPanel(ui.element):
    """A deed that is not possible says why.

    The system is asked once the panel is there: it may take its time, and no page waits for it.
    """

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        self._visit = visit
        self._unable: Mapping[PowerDeed, ApplianceError | None] | None = None
        """What the system answered; None until it has."""

        self._rows: dict[PowerDeed, tuple[Row, SureButton]] = {}
        self.classes("setting-card machine")
        _ = visit.language
        with self:
            Words(_("Switch off and restart"), classes="label")
            Words(_("Nothing is lost: files in the queue go on at the next start."), classes="hint")
            self._row(PowerDeed.OFF, _("Switch the box off"), "power", _("Switch off"))
            self._row(PowerDeed.RESTART, _("Start the box again"), "again", _("Restart"))
            ui.timer(0.0, self._ask, once=True)
        self.draw()

    async def _ask(self) -> None:
        power = self._visit.station.power
        unable = {deed: await power.unable(deed) for deed in PowerDeed}
        if not self.is_deleted:
            self._unable = unable
            self.draw()

    def _row(self, deed: PowerDeed, what: str, sign: str, words: str) -> None:
        _ = self._visit.language
        row = Row(what, "", sign)
        with row.end:
            switch = partial(self._switch, deed)
            sure = {
                PowerDeed.OFF: _("Tap again to switch off"),
                PowerDeed.RESTART: _("Tap again to restart"),
            }[deed]
            self._rows[deed] = (row, SureButton(words, sign, switch, sure=sure))

    def draw(self) -> None:
        """Show what is possible now; called at every change."""
        _, busy = self._visit.language, self._visit.station.power.busy()
        for deed, (row, button) in self._rows.items():
            obstacle = (self._unable or {}).get(deed) or busy
            row.detail.set_text(" ".join(_.error(obstacle)) if obstacle is not None else "")
            button.enable(enabled=self._unable is not None and obstacle is None)

    async def _switch(self, deed: PowerDeed) -> None:
        power = self._visit.station.power

        async def switched(permit: Permit | None) -> None:
            await power.switch(deed, permit)

        try:
            await self._visit.guarded(switched)
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        if not self._visit.is_over:
            self._cover(deed)

    def _cover(self, deed: PowerDeed) -> None:
        """Say what goes on on the sheet that outlives the station."""
        _ = self._visit.language
        what, hint = {
            PowerDeed.OFF: (
                _("Switching off"),
                _("Leave the power connected until the screen is dark."),
            ),
            PowerDeed.RESTART: (_("Restarting"), _("The screen comes back by itself.")),
        }[deed]
        with self:
            ui.run_javascript(f"coverWith({json.dumps(what)}, {json.dumps(hint)})")
            ui.timer(STUCK_S, lambda: ui.run_javascript("location.reload()"), once=True)
