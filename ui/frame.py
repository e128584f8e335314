"""What all pages share: the head with its ways, the status line, the overlay for restarts."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from html import escape

from nicegui import ui

from .i18n import COOKIE, NAMES
from .status import StatusItem, status_items
from .visit import Visit
from .widgets.touch import Sign, TouchButton, Words


class Place(StrEnum):
    """Where in the screen a page is; its value is the address."""

    RECORD = "/"
    HISTORY = "/history"


@contextmanager
def frame(visit: Visit, place: Place) -> Iterator[None]:
    """Build the frame of a page; the block builds what is in it."""
    _ = visit.language
    ui.add_head_html(f'<script>document.documentElement.lang = "{_.code}";</script>')
    what = _("Starting again")
    hint = _("The screen comes back by itself. A running recording goes on.")
    ui.add_body_html(
        '<div id="restarting" class="restarting" role="alert" hidden>'
        '<span class="sign sign-wait" aria-hidden="true"></span>'
        f'<span class="what">{escape(what)}</span><span class="hint">{escape(hint)}</span></div>'
    )
    with ui.element("div").classes("frame"):
        with ui.element("header").classes("header"):
            Words(_("Tingxia"), classes="brand")
            _tab(_("Record"), "record", Place.RECORD, here=place)
            _tab(_("History"), "list", Place.HISTORY, here=place)
            ui.element("div").classes("space")
            _language_button(visit)
        with ui.element("main").classes("main"):
            yield
        _StatusLine(visit)


def _tab(text: str, sign: str, place: Place, *, here: Place) -> None:
    with ui.element("a").classes("tab").props(f"href={place.value}") as tab:
        if place is here:
            tab.props("aria-current=page")
        Sign(sign)
        Words(text)


def _language_button(visit: Visit) -> None:
    """Show the other language in itself; the browser keeps the choice."""
    (code, name) = next(item for item in NAMES.items() if item[0] != visit.language.code)
    button = TouchButton(name)
    button.props(f"lang={code}")
    button.on(
        "click",
        js_handler=(
            f"() => {{ document.cookie = '{COOKIE}={code}; path=/; max-age=31536000; "
            "samesite=strict'; location.reload(); }"
        ),
    )


class _StatusLine:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._shown: tuple[StatusItem, ...] = ()
        self._line = ui.element("footer").classes("status")
        visit.watch(self._draw, every_s=0.5)

    def _draw(self) -> None:
        items = status_items(self._visit.station.snapshot(), self._visit.language)
        if items == self._shown:
            return
        self._shown = items
        self._line.clear()
        with self._line:
            for item in items:
                with ui.element("span").classes("status-item"):
                    Sign(item.sign)
                    Words(item.words)
