"""Letting a stick go: what is left is written, then it is said whether it may be pulled."""

from functools import partial

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
        self._begin(stick)
        self._dialog.open()

    def _begin(self, stick: Volume) -> None:
        _ = self._visit.language
        with self._dialog.filled("stick", stick_name(stick, _)):
            Busy(_("Writing what is left. Leave the stick in."))
            Words(_("This goes on if you leave the page."), classes="quiet")
            with self._dialog.actions():
                TouchButton(_("Close"), "close", self._dialog.close)
        letting_go = self._let_go(stick, self._dialog.filling)
        # Goes on without its page, as the sheet says; when to pull the stick is told on another.
        background_tasks.create(letting_go, name="eject a stick")

    async def _let_go(self, stick: Volume, filling: int) -> None:
        toast = self._visit.toast
        try:
            ejected = await self._visit.station.sticks.eject(stick.identity)
        except ApplianceError as error:
            toast.tell(Failed(error=error), in_sheet=self._is_watched(filling))
            if self._is_watched(filling):
                self._show_failure(error, stick)
            return
        news = StickLetGo(stick=stick, is_unmounted=ejected.is_unmounted)
        toast.tell(news, in_sheet=self._is_watched(filling))
        if self._is_watched(filling):
            self._show_end(news)

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

    def _is_watched(self, filling: int) -> bool:
        """Whether somebody waits before the sheet, and for this stick."""
        return not self._visit.is_over and self._dialog.is_open and filling == self._dialog.filling

    def _show_failure(self, error: ApplianceError, stick: Volume) -> None:
        _ = self._visit.language
        what, next_step = _.error(error)
        with self._dialog.filled("warning", _("Leave the stick in")):
            Words(what, classes="what")
            Words(next_step)
            with self._dialog.actions():
                TouchButton(_("Close"), "close", self._dialog.close)
                again = partial(self._begin, stick)
                TouchButton(_("Try again"), "again", again, classes="strong")
