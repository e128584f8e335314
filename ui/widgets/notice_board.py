"""Where notices stand."""

from collections.abc import Callable

from nicegui import ui

from appliance.errors import ApplianceError

from ..i18n import Language
from ..notice import Notice
from .touch import Sign, TouchButton, Words


class NoticeBoard(ui.element):
    """Shows what failed, which stays until it was read, below it what holds now."""

    def __init__(
        self,
        language: Language,
        *,
        on_read: Callable[[], None] | None = None,
        on_load: Callable[[], None] | None = None,
    ) -> None:
        """``on_read`` is called when somebody has read a notice that stays until then.

        ``on_load`` is called when somebody wants the model loaded.
        """
        super().__init__("div")
        self._language = language
        self._on_read = on_read
        self._on_load = on_load
        self._shown: tuple[Notice, ...] = ()
        self.classes("notices").props("role=status tabindex=0")
        with self:
            # What is tapped comes first: what begins or ceases to hold meanwhile does not move it.
            self.saved = ui.element("div").style("display: contents")
            self._failures = ui.element("div").style("display: contents")
            self._standing = ui.element("div").style("display: contents")

    def show(self, notices: tuple[Notice, ...]) -> None:
        """Show these notices in place of the former ones."""
        if notices == self._shown:
            return
        self._shown = notices
        _ = self._language
        self._standing.clear()
        with self._standing:
            for notice in notices:
                with notice_card(notice):
                    if notice.until_read:
                        TouchButton(_("Understood"), "check", self._on_read)
                    if notice.can_load and self._on_load is not None:
                        TouchButton(_("Load the model"), "text", self._on_load)

    def failed(self, error: ApplianceError) -> None:
        """Show that what was asked for was not done, why, and what to do next."""
        _ = self._language
        what, next_step = _.error(error)
        self._failures.clear()
        notice = Notice(sign="warning", what=what, next_step=next_step, is_alarm=True)
        with self._failures, notice_card(notice):
            TouchButton(_("Understood"), "check", self._failures.clear)

    def forget_failures(self) -> None:
        """Take away what failed before; something was tried anew."""
        self._failures.clear()


def notice_card(notice: Notice) -> ui.element:
    """Build one notice; more may be put into it."""
    card = ui.element("div").classes("notice" + (" alarm" if notice.is_alarm else ""))
    if notice.is_alarm:
        card.props("role=alert")
    with card:
        Sign(notice.sign)
        with ui.element("div").classes("words"):
            Words(notice.what, classes="what")
            Words(notice.next_step)
    return card
