"""One browser that shows one page: how it wants it, and its share of the station's changes."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from nicegui import Client

from appliance.station.face import ExportOptions, Station
from appliance.station.face_lock import Permit

from .appearance import Appearance
from .i18n import COOKIE, Language
from .insertions import Insertions
from .offers import Offers
from .permits import Permits
from .pictures import LeftPages, Pictures
from .redraws import Redraws
from .visit_lock import VisitLock
from .widgets.toast import Toast

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
        left_pages: LeftPages,
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

        self.offers = offers
        """What can be undone, on all pages of the box."""

        self.pictures = Pictures(left_pages, browser=browser, language=language, client=client)
        self._client = client
        self._redraws = Redraws(station, client)
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
        self.toast = Toast(self.language, self.offers)
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
        """Call ``redraw`` now, then soon after changes, at most once in ``every_s``.

        A browser that was connected again gets a fresh drawing, whatever it missed. It ends with
        the element in which it is called.
        """
        self._redraws.add(redraw, every_s=every_s)
