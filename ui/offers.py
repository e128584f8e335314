"""What can still be undone, for ten seconds, on whichever page is open.

It belongs to the box, not to a page: whoever deletes a transcript and is led to the history can
still undo it there, and an undo that was tapped is done even if the page is closed at once. What
nothing could bring back is only announced, and done when its ten seconds are over: nothing else
ends them. They run only where somebody can see them: not while something else lies over them on
all pages that are open. News of what ended without its page are told here, too.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import background_tasks

from appliance.errors import ApplianceError

from .news import Failed, News

log = logging.getLogger(__name__)

UNDO_S = 10.0

Told = Callable[[News], None]
"""Hears how something ended."""

Shows = Callable[["Offer"], bool]
"""Whether a page shows it, so that it can be undone there."""


@dataclass(slots=True, kw_only=True, eq=False)
class Offer:
    """Something that was done or is to be done, and how to undo it."""

    what: str
    """In the language of the page that did it."""

    language_code: str

    undo: Callable[[], Awaitable[None]] | None
    """None if nothing is done yet."""

    until_s: float
    """By the monotonic clock; later when something came before it."""

    deed: Callable[[], Awaitable[None]] | None = None
    """Done at the end of the offer, unless it was taken."""

    name: str = ""
    """Of the deed."""

    subjects: tuple[str, ...] = ()
    """To what it is done."""

    @property
    def remaining_s(self) -> float:
        """How long it can still be undone."""
        return max(0.0, self.until_s - time.monotonic())


class Offers:
    """Holds what was done last, and every deed that waits; pages listen."""

    def __init__(self, *, undo_s: float = UNDO_S) -> None:
        self._undo_s = undo_s
        self._expiries: dict[Offer, asyncio.TimerHandle] = {}
        self._listeners: dict[object, tuple[Callable[[], None], Told, Shows]] = {}
        self._untold: list[News] = []
        """What ended while no page listened, as between two of them."""

        self._announced: set[Offer] = set()
        """Those whose deeds are to come or being done."""

    @property
    def waiting(self) -> tuple[Offer, ...]:
        """What can be undone now, the newest last."""
        return tuple(self._expiries)

    def make(self, what: str, undo: Callable[[], Awaitable[None]], *, language_code: str) -> None:
        """Offer to undo what was done; the offer of what was done before ends."""
        self._add(Offer(what=what, undo=undo, until_s=self._until_s(), language_code=language_code))

    def announce(
        self,
        what: str,
        deed: Callable[[], Awaitable[None]],
        *,
        name: str,
        subjects: tuple[str, ...] = (),
        language_code: str,
    ) -> None:
        """Do ``deed`` when the offer ends, unless somebody takes it; never twice at a time.

        A newer offer, which lies over it, only puts it off: it has its seconds after that one.
        """
        if any((one.name, one.subjects) == (name, subjects) for one in self._announced):
            return
        offer = Offer(
            what=what,
            undo=None,
            until_s=self._until_s(),
            language_code=language_code,
            deed=deed,
            name=name,
            subjects=subjects,
        )
        self._announced.add(offer)
        self._add(offer)

    def is_announced(self, name: str) -> bool:
        """Whether a deed is to come or being done."""
        return any(one.name == name for one in self._announced)

    def subjects(self, name: str) -> frozenset[str]:
        """Return to what it is to be done or being done, whoever asked for it."""
        return frozenset(
            each for one in self._announced if one.name == name for each in one.subjects
        )

    def take(self, offer: Offer, failed: Told) -> bool:
        """Undo it, once; return whether it could be: not a second time, not too late."""
        if offer not in self._expiries:
            return False
        self._announced.discard(offer)
        self._expiries.pop(offer).cancel()
        self._changed()
        if offer.undo is not None:
            background_tasks.create(self._undone(offer.undo, failed), name="undo")
        return True

    def renew(self, offer: Offer) -> None:
        """Give it its whole time: something that lay over it is gone."""
        if offer in self._expiries and offer.until_s < self._until_s():
            self._prolong(offer)
            self._changed()

    def tell(self, news: News) -> None:
        """Tell it on the pages that are open, or on the next one."""
        if not self._listeners:
            self._untold.append(news)
        for _callback, told, _shows in list(self._listeners.values()):
            told(news)

    def on_change(
        self,
        callback: Callable[[], None],
        told: Told = lambda _: None,
        shows: Shows = lambda _: True,
    ) -> Callable[[], None]:
        """Call ``callback`` after every change, until what is returned is called.

        ``told`` hears what is told, and why something announced was not done: whoever asked for
        it may be gone. ``shows`` is asked when the time of an offer is over.
        """
        key = object()
        self._listeners[key] = (callback, told, shows)
        untold, self._untold = self._untold, []
        for news in untold:
            told(news)
        return lambda: self._listeners.pop(key, None) and None

    async def _undone(self, undo: Callable[[], Awaitable[None]], failed: Told) -> None:
        try:
            await undo()
        except ApplianceError as error:
            log.warning("not undone", extra={"event": "undo-failed", "code": error.code})
            failed(Failed(error=error))

    async def _done(self, offer: Offer, deed: Callable[[], Awaitable[None]]) -> None:
        failure: ApplianceError | None = None
        try:
            await deed()
        except ApplianceError as error:
            log.warning("not done", extra={"event": "deed-failed", "code": error.code})
            failure = error
        finally:
            self._announced.discard(offer)
            self._changed()
        if failure is not None:  # last, over what can be undone now
            self.tell(Failed(error=failure))

    def _until_s(self) -> float:
        return time.monotonic() + self._undo_s

    def _add(self, offer: Offer) -> None:
        for older, expiry in tuple(self._expiries.items()):
            expiry.cancel()
            if older.deed is None:
                del self._expiries[older]
            else:
                older.until_s += self._undo_s
                self._expire(older)
        self._expire(offer)
        self._changed()

    def _expire(self, offer: Offer) -> None:
        loop = asyncio.get_running_loop()
        self._expiries[offer] = loop.call_later(offer.remaining_s, self._over, offer)

    def _prolong(self, offer: Offer) -> None:
        self._expiries[offer].cancel()
        offer.until_s = self._until_s()
        self._expire(offer)

    def _over(self, offer: Offer) -> None:
        pages = self._listeners.values()
        if pages and not any(shows(offer) for _callback, _told, shows in pages):
            self._prolong(offer)
            return
        del self._expiries[offer]
        if offer.deed is not None:
            background_tasks.create(self._done(offer, offer.deed), name=offer.name)
        self._changed()

    def _changed(self) -> None:
        for callback, _told, _shows in list(self._listeners.values()):
            callback()
