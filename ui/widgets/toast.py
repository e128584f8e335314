"""What was just done, at the foot of the page, with a way back for ten seconds."""

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from appliance.errors import ApplianceError

from ..i18n import Language, mark
from ..news import Failed, News
from ..offers import Offer, Offers
from ..setting_words import unit_words
from .above import ABOVE
from .message import Message, Messages
from .touch import apart_ms

SHOWN_S = 6.0
"""A toast without undo."""

READ_S = 10.0
"""One that has more to read, or a way to go on."""

TOO_LATE = ApplianceError(
    mark("This can be undone no longer."),
    hint=mark(
        "Its time was over, or somebody undid it on another page. Look whether it is as you want."
    ),
)


class Toast(ui.element, component="toast.js", esm=ABOVE):
    """The one place of a page for it; a newer message lies over the older ones.

    The browser counts the seconds down; what can be undone, and for how long, the station knows.
    A tap carries the number of the message that was tapped: meanwhile another one may lie there.
    """

    def __init__(self, language: Language, offers: Offers) -> None:
        super().__init__()
        self._language = language
        self._offers = offers
        self._messages = Messages()
        self._top: Message | None = None
        self._seen: tuple[Offer, ...] = ()
        self._unsubscribe: Callable[[], None] | None = None
        self._kept: list[tuple[News, bool]] = []
        """What ended while the browser was away, and whether a sheet of the page shows it."""

        _ = language
        self.props["words"] = {
            "undo": _("Undo"),
            "read": _("Understood"),
            "seconds": unit_words("s", _),
        }
        self.props["shown"] = {"what": "", "number": 0}
        self.props["apart"] = apart_ms()
        self.on("undo", self._undo)
        self.on("close", self._close)
        self.on("over", self._over)
        self.client.on_connect(self._connected)
        self.client.on_disconnect(self._away)
        self.client.on_delete(self._gone)
        self._offers_changed()

    def done(self, what: str, undo: Callable[[], Awaitable[None]] | None = None) -> None:
        """Say what was done; with ``undo`` it can be taken back on any page for ten seconds."""
        if undo is not None:
            self._offers.make(what, undo, language_code=self._language.code)
            self._offers_changed()
        else:
            self._say(Message(sign="check", what=what, passes_s=SHOWN_S))

    def announce(
        self,
        what: str,
        deed: Callable[[], Awaitable[None]],
        *,
        name: str,
        subjects: tuple[str, ...] = (),
    ) -> None:
        """Say what is being done; it begins in ten seconds, unless it is undone on any page.

        ``name`` is of the deed, by which all pages ask ``Offers.subjects`` to what it is done.
        """
        code = self._language.code
        self._offers.announce(what, deed, name=name, subjects=subjects, language_code=code)
        self._offers_changed()

    def failed(self, error: ApplianceError) -> None:
        """Say what was not done and what to do next, until somebody has read it."""
        what, next_step = self._language.error(error)
        self._say(Message(sign="warning", what=what, next_step=next_step))

    def lead(self, what: str, href: str, words: str) -> Message:
        """Say what happened, with a way to where something can be done about it."""
        way = {"href": href, "words": words}
        message = Message(sign="stick", what=what, passes_s=READ_S, way=way)
        self._say(message)
        return message

    def is_over(self, message: Message) -> bool:
        """Tell whether somebody read it, or could have: its time is over."""
        return self._messages.find(message.number) is None

    def tell(self, news: News, *, in_sheet: bool = False) -> None:
        """Say how something ended that does not end with the page: here, or on any page then open.

        ``in_sheet`` says that a sheet of this page shows it; then only if nobody sees this page.
        """
        if self.client.is_deleted:
            self._offers.tell(news)
        elif self._unsubscribe is None:
            self._kept.append((news, in_sheet))
        elif not in_sheet:
            self._told(news)

    @property
    def is_needed(self) -> bool:
        """Whether something can still be undone, or waits to be read."""
        return self._messages.is_any_needed

    def _told(self, news: News) -> None:
        said = news.said(self._language)
        self._say(
            Message(
                sign="warning" if said.is_alarm else "check",
                what=said.what,
                next_step=said.more,
                passes_s=0.0 if said.is_alarm else READ_S,
                is_news=True,
                way=said.way,
            )
        )

    def _say(self, message: Message) -> None:
        if not self.client.is_deleted:
            self._messages.add(message)
            self._show()

    def _show(self) -> None:
        shown, top = self.props["shown"], self._messages.top
        before, self._top = self._top, top
        if top is not None and top.offer is not None and before not in {None, top}:
            self._offers.renew(top.offer)
        if top is None:
            if shown["what"]:
                self.props["shown"] = {"what": "", "number": shown["number"]}
                self.update()
        elif any(shown.get(name) != value for name, value in top.state().items()):
            self.props["shown"] = top.props()
            self.update()

    def _shows(self, offer: Offer) -> bool:
        return self._top is not None and self._top.offer is offer

    def _undo(self, event: events.GenericEventArguments) -> None:
        message = self._messages.find(event.args)
        offer = message.offer if message is not None else None
        if offer is None or not self._offers.take(offer, self.tell):
            self._told(Failed(error=TOO_LATE))

    def _close(self, event: events.GenericEventArguments) -> None:
        """Show it no longer on this page; a deed that is still to come is only folded."""
        message = self._messages.find(event.args)
        if message is not None and message.is_to_come:
            message.is_folded = True
        elif message is not None:
            self._messages.remove(message)
        self._show()

    def _over(self, event: events.GenericEventArguments) -> None:
        message = self._messages.find(event.args)
        if message is not None and message.passes_s:
            self._messages.remove(message)
        self._show()

    def _offers_changed(self) -> None:
        waiting = self._offers.waiting
        self._messages.keep_offers(waiting)
        for offer in waiting:
            if offer not in self._seen:
                self._messages.add(Message(sign="check", what=self._what(offer), offer=offer))
        self._seen = waiting
        self._show()

    def _what(self, offer: Offer) -> str:
        _ = self._language
        # Somebody changed the language since; no page mixes two.
        return offer.what if offer.language_code == _.code else _("Done. It can still be undone.")

    def _connected(self) -> None:
        self._forget()
        self._offers_changed()
        self._unsubscribe = self._offers.on_change(self._offers_changed, self._told, self._shows)
        kept, self._kept = self._kept, []
        for news, in_sheet in kept:
            self.tell(news, in_sheet=in_sheet)

    def _away(self) -> None:
        # A new connection may be there before the old one is given up.
        if not self.client.has_socket_connection:
            self._forget()

    def _gone(self) -> None:
        """Hand on what nobody saw here to whatever page is open."""
        self._forget()
        kept, self._kept = self._kept, []
        for news, _in_sheet in kept:
            self._offers.tell(news)

    def _forget(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
