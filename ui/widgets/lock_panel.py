"""The PIN: set, changed, removed; and who did what."""

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit

from ..place import Place
from ..visit import Visit
from .row import Row
from .sure_button import SureButton
from .touch import TouchButton, Words


class LockPanel(ui.element):
    """Whoever may change the PIN may remove it. It is drawn anew when that was done elsewhere."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        self._visit = visit
        self._drawn: bool | None = None
        self.classes("setting-card")
        self.draw()

    def draw(self) -> None:
        """Show whether there is a PIN."""
        _, has_pin = self._visit.language, self._visit.lock.has_pin
        if self.is_deleted or has_pin == self._drawn:
            return
        self._drawn = has_pin
        self.clear()
        with self:
            Words(_("PIN"), classes="label")
            Words(
                _(
                    "Guards advanced settings, models, emptying the trash and switching off; in"
                    " kiosk mode all settings and deletion. Whoever knows it can unlock."
                ),
                classes="hint",
            )
            row = Row(_("A PIN is set") if has_pin else _("No PIN: nothing is locked"), "", "lock")
            with row.end:
                if has_pin:
                    TouchButton(_("Change the PIN"), "edit", self._change)
                    SureButton(
                        _("Remove the PIN"),
                        "close",
                        self._remove,
                        sure=_("Tap again to remove"),
                    )
                else:
                    TouchButton(_("Set a PIN"), "lock", self._change, classes="strong")
            Row(_("What was done"), _("Every deed and when"), "list", href=Place.AUDIT)

    async def _change(self) -> None:
        if await self._visit.lock.unlock():
            self._visit.lock.dialog.choose(self._set)

    async def _set(self, pin: str) -> None:
        _, lock = self._visit.language, self._visit.lock
        lock.keep(await self._visit.station.lock.set_pin(pin, lock.permit))
        self._visit.toast.done(_("The PIN holds from now on."))
        self.draw()

    async def _remove(self) -> None:
        _, lock = self._visit.language, self._visit.station.lock

        async def deed(permit: Permit | None) -> bool:
            return await lock.reset(permit)

        try:
            await self._visit.guarded(deed)
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        self._visit.lock.look()
        self._visit.toast.done(_("The PIN is removed. Nothing is locked."))
        self.draw()
