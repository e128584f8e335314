"""Whether the box is locked, on every page, and the tap that changes it."""

from nicegui import ui

from ..visit import Visit
from .nothing import Nothing
from .touch import TouchButton


class LockButton(TouchButton):
    """Not there until somebody has set a PIN."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("", "lock", self._tap)
        self._visit = visit
        visit.lock.watch(self._draw)

    def _draw(self) -> None:
        _, lock = self._visit.language, self._visit.lock
        self.set_visibility(lock.has_pin)
        self.sign.show("unlocked" if lock.is_open else "lock")
        self.words.set_text(_("Unlocked") if lock.is_open else _("Locked"))

    async def _tap(self) -> None:
        _, lock = self._visit.language, self._visit.lock
        if lock.is_open:
            await lock.end()
            self._visit.toast.done(_("Locked"))
        else:
            await lock.unlock()


class LockedCover(ui.element):
    """Stands in the place of a page that kiosk mode hides; lock.css hides its sheets as well."""

    def __init__(self, visit: Visit, page: ui.element) -> None:
        super().__init__("div")
        self._visit = visit
        self._page = page
        _ = visit.language
        self.classes("locked-cover")
        with self, Nothing("lock", _("This page is locked."), _("Whoever knows the PIN opens it.")):
            TouchButton(_("Unlock"), "unlocked", visit.lock.unlock, classes="strong")
        visit.lock.watch(self._draw)

    def _draw(self) -> None:
        is_hidden = self._visit.lock.hides
        self.set_visibility(is_hidden)
        self._page.set_visibility(not is_hidden)
