"""That a recording lies in the trash: for how long yet, and the way back."""

from nicegui import ui

from appliance.errors import ApplianceError

from ..notice import Notice
from ..page_work import PageWork
from ..retention_words import fate_words
from ..visit import Visit
from .notice_board import notice_card
from .touch import TouchButton


class TrashNotice(ui.element):
    """Empty while the recording is in no trash."""

    def __init__(self, visit: Visit, recording_id: str) -> None:
        super().__init__("div")
        self.classes("trash-notice").props("role=status")
        self._visit = visit
        self._id = recording_id
        self._work = PageWork()
        self._is_shown = False

    def show(self, *, is_trashed: bool) -> None:
        """Show it, or take it away."""
        if is_trashed == self._is_shown:
            return
        self._is_shown = is_trashed
        self._draw("")
        if is_trashed:
            # The whole trash is looked through for it.
            self._work.begin(self._tell_fate(), name=f"ask how long {self._id} stays")

    def _draw(self, fate: str) -> None:
        _ = self._visit.language
        self.clear()
        if not self._is_shown:
            return
        what = _("This recording is in the trash.")
        with self, notice_card(Notice(sign="trash", what=what, next_step=fate)):
            TouchButton(_("Bring back"), "undo", self._restore, classes="strong")

    async def _tell_fate(self) -> None:
        try:
            plan = await self._visit.station.shelf.retention(only_trash=True)
        except ApplianceError:
            return  # it can be brought back all the same
        fates = [line.prospect for line in plan.lines if line.prospect.id == self._id]
        if fates and not self.is_deleted:
            self._draw(fate_words(fates[0], self._visit.language))

    async def _restore(self) -> None:
        _, visit = self._visit.language, self._visit
        try:
            await visit.station.shelf.restore([self._id])
        except ApplianceError as error:
            visit.toast.failed(error)
            return
        visit.toast.done(_("Brought back."))
