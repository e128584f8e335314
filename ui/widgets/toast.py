"""What was just done, at the foot of the page, with a way back for ten seconds."""

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from appliance.errors import ApplianceError

from ..i18n import Language
from ..offers import UNDO_S, Offer, Offers
from ..setting_words import unit_words

SHOWN_S = 6.0
"""A toast without undo."""


class Toast(ui.element, component="toast.js"):
    """The one place of a page for it; a newer one takes the place of an older one.

    The browser counts the seconds down; what can be undone, and for how long, the station knows.
    """

    def __init__(self, language: Language, offers: Offers) -> None:
        super().__init__()
        self._language = language
        self._offers = offers
        self._offer: Offer | None = None
        self._closed: set[Offer] = set()
        self._unsubscribe: Callable[[], None] | None = None
        _ = language
        self.props["words"] = {
            "undo": _("Undo"),
            "read": _("Understood"),
            "seconds": unit_words("s", _),
        }
        self._empty()
        self.on("undo", self._undo, [])
        self.on("close", self._close, [])
        self.on("over", self._over)
        self.client.on_connect(self._connected)
        self.client.on_disconnect(self._gone)
        self.client.on_delete(self._gone)
        self._offers_changed()

    def done(self, what: str, undo: Callable[[], Awaitable[None]] | None = None) -> None:
        """Say what was done; with ``undo`` it can be taken back on any page for ten seconds."""
        if undo is not None:
            self._offers.make(what, undo, language_code=self._language.code)
            self._offers_changed()
        elif not self.client.is_deleted:
            self._show("check", what, "", remaining_s=SHOWN_S)

    def announce(self, what: str, deed: Callable[[], Awaitable[None]], *, name: str) -> None:
        """Say what is being done; it begins in ten seconds, unless it is undone on any page."""
        self._offers.announce(what, deed, name=name, language_code=self._language.code)
        self._offers_changed()

    def failed(self, error: ApplianceError) -> None:
        """Say what was not done and what to do next, until somebody has read it."""
        if not self.client.is_deleted:
            what, next_step = self._language.error(error)
            self._show("warning", what, next_step, remaining_s=0.0)

    def lead(self, what: str, href: str, words: str) -> None:
        """Say what happened, with a way to where something can be done about it."""
        if not self.client.is_deleted:
            self._show("stick", what, "", remaining_s=UNDO_S, way={"href": href, "words": words})

    @property
    def is_needed(self) -> bool:
        """Whether something can still be undone, or waits to be read."""
        return self._offer is not None or self.props["shown"].get("sign") == "warning"

    def _show(
        self,
        sign: str,
        what: str,
        next_step: str,
        *,
        remaining_s: float,
        offer: Offer | None = None,
        way: dict[str, str] | None = None,
    ) -> None:
        self._offer = offer
        self.props["shown"] = {
            "sign": sign,
            "what": what,
            "next": next_step,
            "remaining": remaining_s,
            "total": max(remaining_s, UNDO_S if offer is not None or way is not None else SHOWN_S),
            "way": way,
            "undo": offer is not None,
            "stays": offer is not None and offer.deed is not None,
            "folded": offer is not None and offer in self._closed,
            "number": self.props["shown"]["number"] + 1,
        }
        self.update()

    def _empty(self) -> None:
        number = self.props["shown"]["number"] if "shown" in self.props else 0
        self.props["shown"] = {"what": "", "number": number}

    def _undo(self) -> None:
        if self._offer is not None:
            self._offers.take(self._offer, self.failed)

    def _close(self) -> None:
        """Show it no longer on this page; a deed that is still to come is only folded."""
        if self._offer is not None:
            self._closed.add(self._offer)
        if self._offer is not None and self._offer.deed is not None:
            self.props["shown"] = {**self.props["shown"], "folded": True}
            self.update()
        else:
            self._uncover()

    def _uncover(self) -> None:
        """Take away what is shown; what can still be undone lay under it."""
        self._offer = None
        self._empty()
        self.update()
        self._offers_changed()

    def _over(self, event: events.GenericEventArguments) -> None:
        # By its number: meanwhile another one may stand there.
        if event.args == self.props["shown"]["number"] and self._offer is None:
            self._uncover()

    def _offers_changed(self) -> None:
        waiting = self._offers.waiting
        self._closed.intersection_update(waiting)
        seen = [one for one in waiting if one.deed is not None or one not in self._closed]
        offer = seen[-1] if seen else None
        if offer is not None and offer is not self._offer:
            self._show("check", self._what(offer), "", remaining_s=offer.remaining_s, offer=offer)
        elif offer is None and self._offer is not None:
            self._uncover()

    def _what(self, offer: Offer) -> str:
        _ = self._language
        # Somebody changed the language since; no page mixes two.
        return offer.what if offer.language_code == _.code else _("Done. It can still be undone.")

    def _connected(self) -> None:
        self._gone()
        self._offers_changed()
        self._unsubscribe = self._offers.on_change(self._offers_changed, self.failed)

    def _gone(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
