"""What was done on this box, newest first."""

from collections.abc import Callable, Mapping
from functools import partial

from nicegui import ui

from appliance.station.face_settings import Group
from appliance.station.face_shelf import AuditEntry

from ..deed_subjects import subjects
from ..deeds import SIGNS, deed_words, moment_words
from ..filling import Filling
from ..frame import frame
from ..page_work import PageWork
from ..place import Place
from ..visit import Visit
from ..widgets.facts import Fact, FactWords
from ..widgets.nothing import Nothing
from ..widgets.settings_head import SettingsHead
from ..widgets.touch import TouchButton, Words

PAGE = 50
REFRESH_S = 1.0
MOST = 5000
"""Of the newest deeds; what is older is read in the file itself."""


async def audit_page(visit: Visit) -> None:
    """Build the page."""
    with frame(visit, Place.SETTINGS):
        page = _AuditPage(visit)
    await page.fill()


class _AuditPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._first = 0
        self._noted: int | None = None
        self._work = PageWork()
        _ = visit.language
        body = ui.element("div").classes("scroll")
        self._filling = Filling(visit, body, _("Reading what was done"))
        visit.watch(self._changed, every_s=REFRESH_S)

    async def fill(self, *, is_asked: bool = True) -> None:
        """Read the page of the log that is open."""
        self._noted = self._visit.station.snapshot().deeds_noted
        await self._filling.fill(self._read, is_asked=is_asked)

    def _changed(self) -> None:
        # Older deeds stay where they are while somebody reads them.
        is_read = self._noted is not None and not self._first
        if is_read and self._noted != self._visit.station.snapshot().deeds_noted:
            self._work.begin(self.fill(is_asked=False), name="read what was done")

    async def _read(self) -> Callable[[], None]:
        limit = min(self._first + PAGE + 1, MOST)
        shelf = self._visit.station.shelf
        entries = (await shelf.audit(limit=limit)).entries
        shown = entries[self._first : self._first + PAGE]
        called = await subjects(shown, shelf, self._visit.language)
        has_older = len(entries) > self._first + PAGE
        return partial(self._show, shown, called, has_older=has_older)

    def _show(
        self, entries: tuple[AuditEntry, ...], called: Mapping[str, str], *, has_older: bool
    ) -> None:
        _ = self._visit.language
        SettingsHead(_, Group.PRIVACY, _("What was done"))
        if any(not entry.clock_trusted for entry in entries):
            Words(_("“About”: nobody had confirmed the clock then."), classes="quiet")
        self._build(entries, called)
        self._build_ways(has_older=has_older)

    def _build(self, entries: tuple[AuditEntry, ...], called: Mapping[str, str]) -> None:
        _ = self._visit.language
        if not entries:
            Nothing(
                "list",
                _("Nothing was done yet"),
                _("What persons, rules and the box by itself did stands here."),
            )
        for entry in entries:
            with ui.element("div").classes("audit-line"):
                Words(moment_words(entry, _), classes="when")
                Fact(
                    FactWords(
                        sign=SIGNS.get(entry.deed, "later"),
                        words=deed_words(entry, _, called),
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
