"""Letting a stick go: what is left is written, then it is said whether it may be pulled."""

from nicegui import background_tasks

from appliance.errors import ApplianceError
from appliance.station.face import Volume

from ..visit import Visit
from ..wording import stick_name
from .busy import Busy
from .dialog import Dialog
from .touch import TouchButton, Words


class EjectDialog:
    """Whoever does not want to wait closes it; then a toast tells when the stick may be pulled."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._dialog = Dialog()

    def open(self, stick: Volume) -> None:
        """Let it go at once: whoever tapped this meant it."""
        self._stick = (stick.identity, stick_name(stick), stick.mount_point)
        self._begin()
        self._dialog.open()

    def _begin(self) -> None:
        _ = self._visit.language
        with self._dialog.filled("stick", self._stick[1]):
            Busy(_("Writing what is left. Leave the stick in."))
            Words(_("This goes on if you leave the page."), classes="quiet")
            with self._dialog.actions():
                TouchButton(_("Close"), "close", self._dialog.close)
        background_tasks.create(self._let_go(self._stick), name="eject a stick")

    async def _let_go(self, stick: tuple[str, str, str]) -> None:
        identity, name, mount_point = stick
        try:
            ejected = await self._visit.station.sticks.eject(identity)
        except ApplianceError as error:
            if self._is_watched(stick):
                self._show_failure(error)
            else:
                self._visit.toast.failed(error)
            return
        _ = self._visit.language
        what = _("Pull stick {label} out now.", label=name)
        heading, hint = _("Safe to remove"), ""
        if not ejected.is_unmounted:
            heading = _("Everything is on the stick")
            what = _("This computer still holds the stick.")
            hint = _(
                "Before pulling it, let it go in the file manager, or with: umount {folder}",
                folder=mount_point,
            )
        if not self._is_watched(stick):
            self._visit.toast.done(" ".join(filter(None, (what, hint))))
            return
        with self._dialog.filled("check", heading):
            Words(what, classes="what")
            if hint:
                Words(hint)
            with self._dialog.actions():
                TouchButton(_("Done"), "check", self._dialog.close, classes="strong")

    def _is_watched(self, stick: tuple[str, str, str]) -> bool:
        """Whether somebody waits before the sheet, and for this stick."""
        return not self._visit.is_over and self._dialog.is_open and stick is self._stick

    def _show_failure(self, error: ApplianceError) -> None:
        _ = self._visit.language
        what, next_step = _.error(error)
        with self._dialog.filled("warning", _("Leave the stick in")):
            Words(what, classes="what")
            Words(next_step)
            with self._dialog.actions():
                TouchButton(_("Close"), "close", self._dialog.close)
                TouchButton(_("Try again"), "again", self._begin, classes="strong")
