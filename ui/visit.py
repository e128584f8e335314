"""One browser that shows one page: how it wants it, and its share of the station's changes."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from nicegui import Client, ui

from appliance.station.face import ExportOptions, Station
from appliance.station.face_lock import Permit

from .appearance import Appearance
from .i18n import COOKIE, Language
from .insertions import Insertions
from .offers import Offers
from .permits import Permits
from .visit_lock import VisitLock
from .widgets.toast import Toast

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

REDRAW_S = 0.1
"""Meters move ten times a second; nothing is drawn more often."""


class Visit:
    """Ends when the browser is gone; then nothing of it is left with the station."""

    def __init__(
        self,
        station: Station,
        language: Language,
        client: Client,
        *,
        appearance: Appearance,
        offers: Offers,
        insertions: Insertions,
        permits: Permits,
        browser: str,
    ) -> None:
        """``browser`` is the id by which the station knows what it may do."""
        self.station = station
        self.language = language
        self.appearance = appearance
        self.insertions = insertions
        self.export_options = ExportOptions()
        """As they were chosen last on this page."""

        self._client = client
        self._offers = offers
        self.lock = VisitLock(
            station.lock, permits, browser=browser, language=language, client=client
        )

    async def guarded(self, deed: Callable[[Permit | None], Awaitable[Answer]]) -> Answer:
        """Do what may take a permit; asks for the PIN if it does, then goes on.

        For example ``await visit.guarded(lambda permit: shelf.delete(ids, permit))``. Raises
        LockedError if nobody gave the PIN.
        """
        return await self.lock.guarded(deed)

    def place_toast(self) -> None:
        """Build the place of the toasts; the frame does this."""
        self.toast = Toast(self.language, self._offers)
        """``visit.toast.done(what, undo)`` and ``visit.toast.failed(error)``."""

    def appear(self, appearance: Appearance) -> None:
        """Show this page as wanted at once, and have the browser keep it for all pages."""
        self.appearance = appearance
        self._client.run_javascript(appearance.keeping_script())

    def speak(self, code: str, address: str = "") -> None:
        """Have the browser keep a language, and show ``address``, or this page again, in it."""
        go = f'location.href = "{address}"' if address else "location.reload()"
        self._client.run_javascript(
            f'document.cookie = "{COOKIE}={code}; path=/; max-age=31536000; samesite=strict";{go};'
        )

    @property
    def is_over(self) -> bool:
        """Whether the browser is gone for good; then there is nothing left to draw on."""
        return self._client.is_deleted

    def watch(self, redraw: Callable[[], None], *, every_s: float = REDRAW_S) -> None:
        """Call ``redraw`` now, then after changes, at most once in ``every_s``.

        A browser that was connected again gets a fresh drawing, whatever it missed.
        """
        _Watch(self.station, self._client, redraw, every_s)


class _Watch:
    def __init__(
        self, station: Station, client: Client, redraw: Callable[[], None], every_s: float
    ) -> None:
        self._station = station
        self._redraw = redraw
        self._stale = False
        self._unsubscribe: Callable[[], None] | None = None
        redraw()
        # A timer is an element: NiceGUI ends it with its client.
        ui.timer(every_s, self._draw_if_stale, immediate=False)
        client.on_connect(self._connected)
        client.on_disconnect(self._disconnected)
        client.on_delete(self._disconnected)

    def _connected(self) -> None:
        self._disconnected()
        self._unsubscribe = self._station.on_change(self._changed)
        self._stale = True

    def _disconnected(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def _changed(self) -> None:
        self._stale = True

    def _draw_if_stale(self) -> None:
        if self._stale:
            self._stale = False
            self._redraw()
