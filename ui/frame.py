"""What all pages share: the head with its ways, the status line, toasts, the overlays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

from nicegui import ui

from .i18n import COOKIE, NAMES, Language, mark
from .place import Place
from .status import StatusItem, status_items
from .visit import Visit
from .widgets.keyboard import Keyboard
from .widgets.lock_button import LockButton, LockedCover
from .widgets.reminder import ReminderPlace
from .widgets.running_sign import RunningSign
from .widgets.stick_arrival import StickArrival
from .widgets.touch import Sign, TouchButton, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A way to a place that is on every page."""

    place: Place
    sign: str
    words: str


TABS = (
    Tab(place=Place.RECORD, sign="record", words=mark("Record")),
    Tab(place=Place.FILES, sign="files", words=mark("Files")),
    Tab(place=Place.HISTORY, sign="list", words=mark("History")),
    Tab(place=Place.STICK, sign="stick", words=mark("Stick")),
    Tab(place=Place.SETTINGS, sign="settings", words=mark("Settings")),
    Tab(place=Place.DOCTOR, sign="doctor", words=mark("Doctor")),
)
"""In their order."""


KIOSK_HIDES = frozenset({Place.SETTINGS, Place.DOCTOR})
"""What a passer-by must not touch."""


@contextmanager
def frame(visit: Visit, place: Place | None) -> Iterator[None]:
    """Build the frame of a page, which may be at no place; the block builds what is in it."""
    _ = visit.language
    # In the head, so that the first paint is already in the language and theme.
    ui.add_head_html(
        f'<script>document.documentElement.lang = "{_.code}";{visit.appearance.script()}</script>'
    )
    ui.add_body_html(_overlays(_))
    visit.pictures.place()
    with ui.element("div").classes("frame"):
        with ui.element("header").classes("header"):
            Words(_("Tingxia"), classes="brand")
            _tabs(visit, here=place)
            with ui.element("div").classes("tools"):
                visit.lock.place()
                LockButton(visit)
                _language_button(visit)
        with ui.element("main").classes("main"):
            visit.place_toast()
            StickArrival(
                visit,
                is_here=place is Place.STICK,
                may_cover=lambda: (
                    place is not Place.WELCOME and not (place in KIOSK_HIDES and visit.lock.hides)
                ),
            )
            if place is not Place.RECORD:  # which has it among its notices
                ReminderPlace(visit)
            with ui.element("div").classes("place") as page:
                yield
            if place in KIOSK_HIDES:
                LockedCover(visit, page)
        _StatusLine(visit)
        Keyboard(_)


def _overlays(_: Language) -> str:
    """Return the place above sheets, and what recovery.js shows by itself: no station can then."""
    away, back = (
        _("Starting again"),
        _("The screen comes back by itself. A running recording goes on."),
    )
    stale = _("Not up to date. Waiting for the box.")
    return (
        '<div id="above" class="above"></div>'
        '<div id="restarting" class="restarting" role="alert" hidden>'
        '<span class="sign sign-wait" aria-hidden="true"></span>'
        f'<span class="what">{escape(away)}</span><span class="hint">{escape(back)}</span></div>'
        '<div id="stale" class="stale" role="status" hidden>'
        '<span class="sign sign-wait" aria-hidden="true"></span>'
        f"<span>{escape(stale)}</span></div>"
    )


def _tabs(visit: Visit, *, here: Place | None) -> None:
    _, hidden = visit.language, list[ui.element]()
    with ui.element("nav").classes("tabs"):
        for tab in TABS:
            with ui.element("a").classes("tab").props(f"href={tab.place.value}") as way:
                if tab.place is here:
                    way.props("aria-current=page")
                sign, words = Sign(tab.sign), Words(_(tab.words))
            if tab.place is Place.RECORD and here is not Place.RECORD:  # which says so itself
                RunningSign(visit, way, sign, words)
            if tab.place in KIOSK_HIDES:
                hidden.append(way)

    def draw() -> None:
        for way in hidden:
            way.set_visibility(not visit.lock.hides)

    visit.lock.watch(draw)


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
        items = status_items(
            self._visit.station.snapshot(),
            self._visit.language,
            self._visit.station.sticks.in_use(),
        )
        if items == self._shown:
            return
        self._shown = items
        self._line.clear()
        with self._line:
            for item in items:
                with ui.element("span").classes("status-item"):
                    Sign(item.sign)
                    Words(item.words)
