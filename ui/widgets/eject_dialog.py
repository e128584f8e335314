"""Letting a stick go: what is left is written, then it is said whether it may be pulled."""

from nicegui import background_tasks

from appliance.errors import ApplianceError
from appliance.station.face import Volume

from ..endings import StickLetGo
from ..news import Failed
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
        is_watched, toast = self._is_watched, self._visit.toast
        try:
            ejected = await self._visit.station.sticks.eject(identity)
        except ApplianceError as error:
            if is_watched(stick):
                self._show_failure(error)
            toast.tell(Failed(error=error), in_sheet=is_watched(stick))
            return
        news = StickLetGo(label=name, mount_point=mount_point, is_unmounted=ejected.is_unmounted)
        if is_watched(stick):
            self._show_end(news)
        toast.tell(news, in_sheet=is_watched(stick))

    def _show_end(self, news: StickLetGo) -> None:
        _ = self._visit.language
        said = news.said(_)
        done = _("Safe to remove") if news.is_unmounted else _("Everything is on the stick")
        with self._dialog.filled("check", done):
            Words(said.what, classes="what")
            if said.more:
                Words(said.more)
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
