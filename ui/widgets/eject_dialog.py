"""Letting a stick go: what is left is written, then it is said whether it may be pulled."""

from nicegui import background_tasks

from appliance.errors import ApplianceError

from ..visit import Visit
from .busy import Busy
from .dialog import Dialog
from .touch import TouchButton, Words


class EjectDialog:
    """Opens with the stick's identity, its label and where it is mounted."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._dialog = Dialog()

    def open(self, identity: str, label: str, mount_point: str) -> None:
        """Let it go at once: whoever tapped this meant it."""
        self._stick = (identity, label, mount_point)
        self._begin()
        self._dialog.open()

    def _begin(self) -> None:
        _ = self._visit.language
        with self._dialog.filled("stick", self._stick[1]):
            Busy(_("Writing what is left. Leave the stick in."))
        background_tasks.create(self._let_go(), name="eject a stick")

    async def _let_go(self) -> None:
        identity, label, mount_point = self._stick
        try:
            ejected = await self._visit.station.sticks.eject(identity)
        except ApplianceError as error:
            if not self._visit.is_over:
                self._show_failure(error)
            return
        if self._visit.is_over:
            return
        _ = self._visit.language
        if ejected.is_unmounted:
            with self._dialog.filled("check", _("Safe to remove")):
                Words(_("Pull stick {label} out now.", label=label), classes="what")
                self._closing(_("Done"), "check")
            return
        with self._dialog.filled("check", _("Everything is on the stick")):
            Words(_("This computer still holds the stick."), classes="what")
            Words(
                _(
                    "Before pulling it, let it go in the file manager, or with: umount {folder}",
                    folder=mount_point,
                )
            )
            self._closing(_("Done"), "check")

    def _show_failure(self, error: ApplianceError) -> None:
        _ = self._visit.language
        what, next_step = _.error(error)
        with self._dialog.filled("warning", _("Leave the stick in")):
            Words(what, classes="what")
            Words(next_step)
            with self._dialog.actions():
                TouchButton(_("Close"), "close", self._dialog.close)
                TouchButton(_("Try again"), "again", self._begin, classes="strong")

    def _closing(self, words: str, sign: str) -> None:
        with self._dialog.actions():
            TouchButton(words, sign, self._dialog.close, classes="strong")
