"""Tells on the Record page of a new box that there are first steps."""

from nicegui import ui

from ..i18n import Language
from ..notice import Notice
from ..place import Place
from .notice_board import notice_card
from .touch import Sign, Words


class WelcomeOffer(ui.element):
    """Recording works without them."""

    def __init__(self, language: Language) -> None:
        super().__init__("div")
        _ = language
        notice = Notice(
            sign="information",
            what=_("This box is new."),
            next_step=_("Language, microphone, clock, PIN: a minute."),
        )
        with (
            self,
            notice_card(notice),
            ui.element("a").classes("tap").props(f"href={Place.WELCOME}"),
        ):
            Sign("forward")
            Words(_("First steps"))
