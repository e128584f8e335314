"""The clock of the box: what it shows, whether that can be right, and what to do if not."""

from nicegui import ui

from ..notice import Notice
from ..visit import Visit
from .notice_board import notice_card
from .touch import Words


class ClockPanel(ui.element):
    """Goes on as long as it is drawn."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        self._visit = visit
        self._told: tuple[bool, bool] | None = None
        self.classes("setting-card")
        _ = visit.language
        with self:
            Words(_("Clock of the box"), classes="label")
            with ui.element("div").classes("clock-now"):
                self._time = Words(classes="time")
                self._date = Words()
            self._verdict = ui.element("div")
        self.draw()

    def draw(self) -> None:
        """Show the present time."""
        _, clock = self._visit.language, self._visit.station.settings.clock()
        self._time.set_text(_.clock(clock.now))
        self._date.set_text(_.date(clock.now))
        if self._told == (clock.is_trusted, clock.looks_wrong):
            return
        self._told = (clock.is_trusted, clock.looks_wrong)
        self._verdict.clear()
        with self._verdict:
            notice_card(self._notice(is_trusted=clock.is_trusted, looks_wrong=clock.looks_wrong))

    def _notice(self, *, is_trusted: bool, looks_wrong: bool) -> Notice:
        _ = self._visit.language
        # A command is the same in every language.
        command = 'sudo timedatectl set-time "2025-05-12 09:30"'
        to_do = _(
            "Recordings do not suffer, but carry a wrong date. Whoever looks after the box"
            " sets it with: {command}",
            command=command,
        )
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
