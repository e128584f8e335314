"""The way to the trash and out of it; says how much lies there."""

from collections.abc import Callable

from appliance.station.face_search import Search, SearchFilter

from ..i18n import Language
from ..page_work import PageWork
from ..reading import Reading
from .touch import TouchButton


class TrashButton(TouchButton):
    """In the trash it leads out of it."""

    def __init__(self, language: Language, search: Search, on_tap: Callable[[], None]) -> None:
        super().__init__("", "trash", on_tap)
        self._language = language
        self._search = search
        self._is_inside = False
        self._count = 0
        self._reading = Reading(PageWork(), self._read, on_gone=self._draw, name="count the trash")

    def show(self, *, is_inside: bool) -> None:
        """Show where it leads."""
        self._is_inside = is_inside
        self._draw()

    def count(self) -> None:
        """Find out how much lies in the trash: that may be another number now."""
        self._reading.ask()

    async def _read(self) -> None:
        page = await self._search.find("", SearchFilter(trashed=True), limit=0)
        self._count = page.candidates
        if not self.is_deleted:
            self._draw()

    def _draw(self) -> None:
        _, count = self._language, self._count
        words = _("Trash ({count})", count=count) if count else _("Trash")
        self.words.set_text(_("Out of the trash") if self._is_inside else words)
