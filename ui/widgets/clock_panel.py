"""The clock of the box: what it shows, whether that can be right, and setting it."""

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_clock import ClockAsSet

from ..notice import Notice
from ..visit import Visit
from ..wording import zone
from .clock_dialog import ClockDialog
from .notice_board import notice_card
from .row import Row
from .touch import TouchButton, Words

ASK_AGAIN_S = 5.0
"""How soon a system that could not be asked is asked again; right after a start it is slow."""


class ClockPanel(ui.element):
    """Goes on as long as it is drawn.

    The system is asked once the panel is there: it may take its time, and no page waits for it.
    """

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        self._visit = visit
        self._told: tuple[bool, bool] | None = None
        self._system: ClockAsSet | ApplianceError | None = None
        """What it answered; None until it has."""

        self.classes("setting-card machine")
        _ = visit.language
        with self:
            self._dialog = ClockDialog(visit, self._ask)
            Words(_("Clock of the box"), classes="label")
            with ui.element("div").classes("clock-now"):
                self._time = Words(classes="time")
                self._date = Words()
            self._verdict = ui.element("div")
            self._row = Row(_("Date, time and time zone"), "", "clock")
            with self._row.end:
                self._set = TouchButton(_("Set the clock"), "edit", self._dialog.open)
            ui.timer(ASK_AGAIN_S, self._ask_until_answered)
        self.draw()

    async def _ask(self) -> ClockAsSet | ApplianceError:
        system: ClockAsSet | ApplianceError
        try:
            system = await self._visit.station.clock.look()
        except ApplianceError as error:
            system = error
        if not self.is_deleted:
            self._system = system
            self.draw()
        return system

    async def _ask_until_answered(self) -> None:
        if not isinstance(self._system, ClockAsSet):
            await self._ask()

    def draw(self) -> None:
        """Show the present time, and whether it can be set now."""
        _, station = self._visit.language, self._visit.station
        clock = station.settings.clock()
        self._time.set_text(_.clock(clock.now))
        self._date.set_text(_.date(clock.now))
        self._dialog.draw()
        obstacle = self._system if isinstance(self._system, ApplianceError) else None
        obstacle = obstacle or station.clock.busy()
        self._set.enable(enabled=self._system is not None and obstacle is None)
        if obstacle is not None:
            self._row.detail.set_text(" ".join(_.error(obstacle)))
        elif isinstance(self._system, ClockAsSet):
            self._row.detail.set_text(zone(self._system.zone, clock.now, _))
        if self._told == (clock.is_trusted, clock.looks_wrong):
            return
        self._told = (clock.is_trusted, clock.looks_wrong)
        self._verdict.clear()
        with self._verdict:
            notice_card(self._notice(is_trusted=clock.is_trusted, looks_wrong=clock.looks_wrong))

    def _notice(self, *, is_trusted: bool, looks_wrong: bool) -> Notice:
        _ = self._visit.language
        to_do = _("Recordings do not suffer, but carry a wrong date.")
        if looks_wrong:
            what = _("This time is wrong: it lies in the past.")
            return Notice(sign="warning", what=what, next_step=to_do, is_alarm=True)
        if is_trusted:
            return Notice(
                sign="check", what=_("The clock is set by itself."), next_step=_("Nothing to do.")
            )
        return Notice(
            sign="clock", what=_("Compare it with your watch. Is it wrong?"), next_step=to_do
        )
