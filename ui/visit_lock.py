"""The lock as one page has it: what this browser may do, and the PIN pad where it may not yet."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from nicegui import Client, ui

from appliance.station.errors import LockedError
from appliance.station.face_lock import LockFace, Permit

from .i18n import Language
from .permits import Permits
from .widgets.pin_dialog import PinDialog

Answer = TypeVar("Answer")

LOOK_S = 1.0
"""How soon a page notices that its permit died."""


class VisitLock:
    """What is asked for holds now; ``watch`` tells when it changes."""

    def __init__(
        self,
        lock: LockFace,
        permits: Permits,
        *,
        browser: str,
        language: Language,
        client: Client,
    ) -> None:
        self._lock = lock
        self._permits = permits
        self._browser = browser
        self._language = language
        self._client = client
        self._asked: asyncio.Future[bool] | None = None
        self._watchers: list[Callable[[], None]] = []

    def place(self) -> None:
        """Build the PIN pad of the page, unseen, and begin to look; the frame does this."""
        self.dialog = PinDialog(self._language, self._lock)
        self._shown = self._now()
        ui.timer(LOOK_S, self.look, immediate=False)
        self._client.on_delete(lambda: self._answer(is_open=False))

    @property
    def permit(self) -> Permit | None:
        """What the station's façade wants to see."""
        return self._permits.of(self._browser)

    @property
    def has_pin(self) -> bool:
        """Whether anything can be locked at all."""
        return not self._lock.holds(None)

    @property
    def is_open(self) -> bool:
        """Whether guarded deeds are done without another question."""
        return self._lock.holds(self.permit)

    @property
    def hides(self) -> bool:
        """Whether what a passer-by must not touch is to be hidden."""
        return self._lock.hides(self.permit)

    @property
    def is_kiosk(self) -> bool:
        """Whether this is a box with a screen of its own, unlocked or not."""
        return self._lock.hides(None)

    def watch(self, redraw: Callable[[], None]) -> None:
        """Call ``redraw`` now, then whenever the lock opens or closes for this browser."""
        self._watchers.append(redraw)
        redraw()

    async def unlock(self) -> bool:
        """Ask for the PIN if it is needed; False if nobody gave it."""
        if self.is_open:
            return True
        if self._client.is_deleted:
            # An undo that is tapped on another page: there is nobody left here to ask.
            return False
        if self._asked is None:
            self._asked = asyncio.get_running_loop().create_future()
            self.dialog.ask(self._unlocked, lambda: self._answer(is_open=False))
        return await asyncio.shield(self._asked)

    async def guarded(self, deed: Callable[[Permit | None], Awaitable[Answer]]) -> Answer:
        """Do it; if it is locked, ask for the PIN and go on. Raises LockedError without it."""
        try:
            return await deed(self.permit)
        except LockedError:
            self.look()
            if not await self.unlock():
                raise
            return await deed(self.permit)

    async def approved(self) -> Permit | None:
        """Return a permit for one deed that is announced now and done later.

        Asks for the PIN if it is needed; None if nobody gave it.
        """
        try:
            return await self.guarded(self._lock.approve)
        except LockedError:
            return None

    def keep(self, permit: Permit) -> None:
        """Take a permit that was given for a new PIN."""
        self._permits.keep(self._browser, permit)
        self.look()

    async def end(self) -> None:
        """Lock the box for this browser."""
        await self._permits.end(self._browser)
        self.look()

    def look(self) -> None:
        """Redraw what depends on the lock, if it changed."""
        now = self._now()
        if now != self._shown and not self._client.is_deleted:
            self._shown = now
            for redraw in self._watchers:
                redraw()

    def _unlocked(self, permit: Permit) -> None:
        self.keep(permit)
        self._answer(is_open=True)

    def _answer(self, *, is_open: bool) -> None:
        asked, self._asked = self._asked, None
        if asked is not None and not asked.done():
            asked.set_result(is_open)

    def _now(self) -> tuple[bool, bool, bool]:
        return self.has_pin, self.is_open, self.hides
