"""The reminder of a recording that runs: on every page, since nobody may look at its own."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_reminders import Reminder, ReminderKind

from ..i18n import Language
from ..notice import Notice
from ..visit import Visit
from .above import ABOVE
from .notice_board import notice_card
from .sure_button import SureButton
from .touch import TouchButton

LOOK_S = 0.5
STEP_S = 300.0
"""The minutes are told anew after so long: what is built anew forgets that it was asked to stop."""


class ReminderPlace(ui.element, component="reminder.js", esm=ABOVE):
    """Nothing while there is nothing to remind of; above a sheet while one is open."""

    def __init__(self, visit: Visit, *, tells_end: bool = True) -> None:
        """Without ``tells_end`` the page itself says that the recording is saved."""
        super().__init__()
        self._visit = visit
        self._tells_end = tells_end
        self._shown: Reminder | None = None
        visit.watch(self._draw, every_s=LOOK_S)

    def _draw(self) -> None:
        reminder = self._visit.station.reminders.now()
        if _says_it(self._shown, reminder):
            return
        self._shown = reminder
        self.clear()
        if reminder is None:
            return
        _, station = self._visit.language, self._visit.station
        with self, notice_card(reminder_notice(reminder, _)):
            if reminder.kind is ReminderKind.PAUSED:
                TouchButton(_("Go on recording"), "record", self._doing(station.resume_recording))
            else:
                stop = self._doing(self._stop)
                with ui.element("div").classes("deeds"):
                    SureButton(_("Stop"), "stop", stop, sure=_("Tap again to stop"))
                    TouchButton(_("Go on recording"), "record", self._go_on)

    def _go_on(self) -> None:
        self._visit.station.reminders.dismiss()
        self._draw()

    async def _stop(self) -> None:
        _ = self._visit.language
        await self._visit.station.stop_recording()
        if self._tells_end:
            self._visit.toast.done(_("The recording is saved."))

    def _doing(self, deed: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def do() -> None:
            try:
                await deed()
            except ApplianceError as error:
                self._visit.toast.failed(error)

        return do


def _says_it(shown: Reminder | None, reminder: Reminder | None) -> bool:
    if shown is None or reminder is None:
        return shown is reminder
    return shown.kind is reminder.kind and abs(reminder.quiet_s - shown.quiet_s) < STEP_S


def reminder_notice(reminder: Reminder, _: Language) -> Notice:
    """Return a reminder in words."""
    if reminder.kind is ReminderKind.PAUSED:
        return Notice(
            sign="pause",
            what=_("Paused: what is said now is not recorded."),
            next_step=_("Somebody is speaking."),
            is_alarm=True,
        )
    minutes = int(reminder.quiet_s // 60)
    return Notice(
        sign="wait",
        what=_("Still recording? Nobody has spoken for {minutes} min.", minutes=minutes),
        next_step=_("It goes on until somebody stops it."),
    )
