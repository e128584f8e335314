"""Setting the clock of the box by touch."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from nicegui import ui

from appliance.domain.wall_time import Part, WallTime
from appliance.errors import ApplianceError
from appliance.station.face_clock import ClockAsSet
from appliance.station.face_lock import Permit

from ..notice import Notice
from ..visit import Visit
from ..wording import zone
from .busy import Busy
from .choice import Choice
from .dialog import Dialog
from .notice_board import notice_card
from .steppers import Steppers
from .touch import TouchButton, Words


class ClockDialog:
    """Shows the present time of the zone that is chosen until somebody has touched a part of it."""

    def __init__(
        self, visit: Visit, ask: Callable[[], Awaitable[ClockAsSet | ApplianceError]]
    ) -> None:
        """``ask`` has the system asked how it is set, and shows that behind the sheet."""
        self._visit = visit
        self._ask = ask
        self._dialog = Dialog()
        self._touched: WallTime | None = None
        self._steppers: Steppers | None = None

    async def open(self) -> None:
        """Open it with the present time; the PIN comes first."""
        if not await self._visit.lock.unlock():
            return
        try:
            self._system = await self._visit.station.clock.look()
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        self._zone, self._touched = self._system.zone, None
        self._fill(self._system)
        self._dialog.open()

    def draw(self) -> None:
        """Let the time that is shown go on."""
        if self._dialog.is_open:
            self._draw()

    def _fill(self, system: ClockAsSet) -> None:
        _ = self._visit.language
        self._steppers = None
        with self._dialog.filled("clock", _("Set the clock")):
            zones = {name: zone(name, self._now(name), _) for name in system.zones}
            Choice(_("Time zone"), zones, system.zone, self._choose_zone)
            if self._visit.station.settings.clock().is_trusted:
                Words(_("The clock is set by itself."))
            else:
                self._steppers = Steppers(_, self._step)
            self._verdict = ui.element("div").classes("setting-error")
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)
                self._set = TouchButton(_("Set"), "check", self._tapped, classes="strong")
        self._draw()

    def _now(self, name: str) -> datetime:
        """Return the present time, as it is in a zone."""
        now = self._visit.station.settings.clock().now
        # The zone of the box is what this process has, which may differ from the system's.
        return now if name == self._system.zone else now.astimezone(ZoneInfo(name))

    def _shown(self) -> WallTime:
        return self._touched or WallTime.of(self._now(self._zone))

    def _draw(self) -> None:
        if self._steppers is not None:
            self._steppers.show(self._shown())

    def _choose_zone(self, name: str) -> None:
        self._zone = name
        self._draw()

    def _step(self, part: Part, by: int) -> None:
        self._touched = self._shown().stepped(part, by)
        self._draw()

    async def _tapped(self) -> None:
        _, clock = self._visit.language, self._visit.station.clock
        wanted = self._touched.moment if self._touched is not None else None
        name = self._zone if self._zone != self._system.zone else ""

        async def set_it(permit: Permit | None) -> None:
            await clock.set(wanted, name, permit)

        if wanted is not None or name:
            self._verdict.clear()
            with self._verdict:
                Busy(_("Setting the clock"))
            self._set.enable(enabled=False)
            try:
                await self._visit.guarded(set_it)
            except ApplianceError as error:
                # The zone is set first: it may be another one by now, though the time is not.
                system = await self._ask()
                if isinstance(system, ClockAsSet):
                    self._system = system
                if not self._visit.is_over:
                    self._refused(error)
                return
            if self._visit.is_over:
                return
            self._visit.toast.done(_("The clock is set."))
            await self._ask()
        self._dialog.close()

    def _refused(self, error: ApplianceError) -> None:
        what, next_step = self._visit.language.error(error)
        self._set.enable()
        self._verdict.clear()
        with self._verdict:
            notice_card(Notice(sign="warning", what=what, next_step=next_step, is_alarm=True))
