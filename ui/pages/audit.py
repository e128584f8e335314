"""What was done on this box, newest first."""

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_settings import Group
from appliance.station.face_shelf import AuditEntry

from ..deeds import SIGNS, deed_words, moment_words
from ..frame import Place, frame
from ..visit import Visit
from ..widgets.facts import Fact, FactWords
from ..widgets.failure import Failure
from ..widgets.nothing import Nothing
from ..widgets.settings_head import SettingsHead
from ..widgets.touch import TouchButton, Words

PAGE = 50
MOST = 5000
"""Of the newest deeds; what is older is read in the file itself."""


async def audit_page(visit: Visit) -> None:
    """Build the page."""
    with frame(visit, Place.SETTINGS):
        await _AuditPage(visit).fill()


class _AuditPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._first = 0
        with ui.element("div").classes("scroll") as self._body:
            pass

    async def fill(self) -> None:
        """Read the page of the log that is open."""
        _ = self._visit.language
        limit = min(self._first + PAGE + 1, MOST)
        try:
            told = await self._visit.station.shelf.audit(limit=limit)
        except ApplianceError as error:
            self._body.clear()
            with self._body:
                Failure(_, error, self.fill)
            return
        if self._visit.is_over:
            return
        self._body.clear()
        with self._body:
            SettingsHead(_, Group.PRIVACY, _("What was done"))
            self._build(told.entries[self._first : self._first + PAGE])
            self._build_ways(has_older=len(told.entries) > self._first + PAGE)

    def _build(self, entries: tuple[AuditEntry, ...]) -> None:
        _ = self._visit.language
        if not entries:
            Nothing("list", _("Nothing was done yet"), _("Deeds of persons and rules stand here."))
        for entry in entries:
            with ui.element("div").classes("audit-line"):
                Words(moment_words(entry, _), classes="when")
                Fact(
                    FactWords(
                        sign=SIGNS.get(entry.deed, "later"),
                        words=deed_words(entry, _),
                        classes="what",
                    )
                )

    def _build_ways(self, *, has_older: bool) -> None:
        _ = self._visit.language
        with ui.element("div").classes("more options"):
            if self._first:
                TouchButton(_("Newer"), "back", self._newer)
            if has_older:
                TouchButton(_("Older"), "forward", self._older)

    async def _newer(self) -> None:
        self._first = max(0, self._first - PAGE)
        await self.fill()

    async def _older(self) -> None:
        self._first += PAGE
        await self.fill()
