"""A place on a page whose contents take a while to read: it says so, and never waits for ever."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from appliance.errors import ApplianceError

from .page_work import PageWork
from .visit import Visit
from .widgets.busy import Busy
from .widgets.failure import UNSHOWN, Failure

log = logging.getLogger(__name__)

Read = Callable[[], Awaitable[Callable[[], object]]]
"""Reads what is wanted; returns what builds it."""

AT_ONCE_S = 0.15
"""What is read within this is in the page when it comes; nothing flickers."""


class Filling:
    """What was asked for last is shown, whatever was asked for before."""

    def __init__(self, visit: Visit, place: ui.element, busy: str) -> None:
        """``busy`` is said where reading takes longer."""
        self._visit = visit
        self._place = place
        self._busy = busy
        self._work = PageWork()
        self._reading: asyncio.Task[object] | None = None

    async def fill(self, read: Read, *, is_asked: bool = True) -> None:
        """Show what is read, or why it cannot be; what takes longer is shown later.

        Where nobody asked, what is there stays until then, and where it cannot be read.
        """
        self._work.end()
        reading = self._work.begin(self._fill(read, is_asked=is_asked), name="fill a page")
        if reading is None:
            return
        self._reading = reading
        await asyncio.wait({reading}, timeout=AT_ONCE_S)
        if is_asked and reading is self._reading and not reading.done():
            self._show(partial(Busy, self._busy))

    async def _fill(self, read: Read, *, is_asked: bool) -> None:
        try:
            self._show(await read())
        except ApplianceError as error:
            if is_asked:
                self._fail(error, read)
        except Exception:
            log.exception("a page cannot be filled", extra={"event": "page-failed"})
            self._fail(UNSHOWN, read)

    def _fail(self, error: ApplianceError, read: Read) -> None:
        self._show(lambda: Failure(self._visit.language, error, partial(self.fill, read)))

    def _show(self, build: Callable[[], object]) -> None:
        if not self._visit.is_over and not self._place.is_deleted:
            self._place.clear()
            with self._place:
                build()
