"""Every widget in every state, for whoever builds pages. Served in development only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from nicegui import ui

from appliance.errors import ApplianceError

from ..appearance import Motion, TextSize, Theme
from ..frame import Place, frame
from ..notice import Notice
from ..setting_words import unit_words
from ..signs import SIGNS
from ..visit import Visit
from ..widgets.busy import Busy
from ..widgets.choice import Choice
from ..widgets.dialog import Dialog
from ..widgets.facts import Fact, FactWords
from ..widgets.failure import Failure
from ..widgets.meter import Meter
from ..widgets.nothing import Nothing
from ..widgets.notice_board import notice_card
from ..widgets.progress_bar import ProgressBar
from ..widgets.row import Row
from ..widgets.slider import Slider
from ..widgets.switch import Switch
from ..widgets.text_field import TextField
from ..widgets.touch import TouchButton, Words

FAILURE = ApplianceError(
    "{target} has {free} MB free; {needed} MB are needed.",
    hint="Make room or take another stick, then export again.",
    target="KINGSTON",
    free=3,
    needed=9,
)


def gallery_page(visit: Visit) -> None:
    """Build the page."""
    with (
        frame(visit, Place.GALLERY),
        ui.element("div").classes("scroll"),
        ui.element("div").classes("gallery"),
    ):
        _appearance(visit)
        _buttons(visit)
        _settings(visit)
        _fields(visit)
        _progress(visit)
        _rows(visit)
        _notices(visit)
        _overlays(visit)
        _states(visit)
        _type(visit)


@contextmanager
def _section(name: str) -> Iterator[None]:
    with ui.element("section").classes("exhibit"):
        with ui.element("h2").classes("heading"):
            Words(name)
        yield


def _appearance(visit: Visit) -> None:
    _, now = visit.language, visit.appearance
    with _section("Choice"):
        Choice(
            _("Colours"),
            {Theme.LIGHT: _("Light"), Theme.DARK: _("Dark"), Theme.FACTORY: _("High contrast")},
            now.theme,
            lambda value: visit.appear(replace(visit.appearance, theme=Theme(value))),
        )
        Choice(
            _("Size of text"),
            {TextSize.NORMAL: _("Normal"), TextSize.LARGE: _("Large")},
            now.text,
            lambda value: visit.appear(replace(visit.appearance, text=TextSize(value))),
        )
        Choice(
            _("Motion"),
            {Motion.FULL: _("On"), Motion.NONE: _("Off")},
            now.motion,
            lambda value: visit.appear(replace(visit.appearance, motion=Motion(value))),
            hints={Motion.NONE: _("Nothing on the screen moves by itself.")},
        )


def _buttons(visit: Visit) -> None:
    _ = visit.language
    with _section("TouchButton"), ui.element("div").classes("options"):
        TouchButton(_("Play"), "play")
        TouchButton(_("Export"), "export", classes="strong")
        TouchButton(_("Close"))
        TouchButton(_("Saving"), "wait").props("data-pending=true")
        TouchButton(_("Stop"), "stop").enable(enabled=False)
        TouchButton(_("Export"), "export", classes="strong").enable(enabled=False)


def _settings(visit: Visit) -> None:
    _ = visit.language
    with _section("Switch"):
        Switch(_, _("Motion"), _ignore, is_on=True)
        Switch(_, _("Motion"), _ignore, hint=_("Nothing on the screen moves by itself."))
        Switch(_, _("Microphone is gone"), _ignore).enable(enabled=False)
    with _section("Slider"):
        Slider(
            _,
            _("Place in the recording"),
            _ignore,
            value=0.5,
            lowest=0.0,
            highest=2.0,
            step=0.05,
            unit=unit_words("s", _),
            hint=_("Drag it, or tap − and +."),
        )
        Slider(_, _("Size of text"), _ignore, value=150, lowest=100, highest=150, step=10, unit="%")


def _fields(visit: Visit) -> None:
    _ = visit.language
    with _section("TextField"):
        TextField(_("Text"), value="第二季度质量评审会", hint=_("No words yet"), sign="text")
        TextField(_("Text"), placeholder=_("No words yet"), lines=3)
        TextField(_("Text"), value="1234", is_secret=True, input_mode="numeric")
        wrong = TextField(_("Text"), value=" ")
        wrong.fail(_("A part of a text cannot be empty."))


def _progress(visit: Visit) -> None:
    _ = visit.language
    with _section("ProgressBar, Meter, Busy"):
        ProgressBar(_("Checking the stick"), 0.0)
        ProgressBar(_("Writing"), 0.62)
        ProgressBar(_("Reading back and comparing"))
        Meter().show(0.4)
        Busy(_("Reading back and comparing"))


def _rows(visit: Visit) -> None:
    _ = visit.language
    with _section("Row, Fact"):
        Row("例会.wav", "48.2 MB", "files")
        with Row(_("History"), "", "list", href=Place.RECORD.value).below:
            Fact(FactWords(sign="check", words=_("Text complete")))
            Fact(FactWords(sign="record", words=_("Recording now"), classes="on-air"))
        Row("KINGSTON", "14.2 GB", "stick", on_tap=lambda: None)
        with (row := Row("3号生产线-巡检-2025-05-12-上午-第二次.m4a", "", "files")).below:
            ProgressBar(_("Writing"), 0.31)
        with row.end:
            TouchButton(_("Cancel"), "close")


def _notices(visit: Visit) -> None:
    _ = visit.language
    with _section("Notice"):
        what, next_step = _.error(FAILURE)
        notice_card(Notice(sign="information", what=what, next_step=next_step))
        with notice_card(Notice(sign="warning", what=what, next_step=next_step, is_alarm=True)):
            TouchButton(_("Understood"), "check")


def _overlays(visit: Visit) -> None:
    _ = visit.language
    dialog = Dialog()
    with dialog.filled("stick", _("Exporting. Leave the stick in.")):
        ProgressBar(_("Writing"), 0.62)
        with dialog.actions():
            TouchButton(_("Cancel"), "close", dialog.close)
            TouchButton(_("Done"), "check", dialog.close, classes="strong")

    async def undo() -> None:
        visit.toast.done(_("Undone"))

    async def fail() -> None:
        raise FAILURE

    with _section("Dialog, Toast"), ui.element("div").classes("options"):
        TouchButton("Dialog", "list", dialog.open)
        TouchButton("Toast", "check", lambda: visit.toast.done(_("Text complete")))
        TouchButton("Toast + undo", "undo", lambda: visit.toast.done(_("Deleted"), undo))
        TouchButton("Toast + undo!", "undo", lambda: visit.toast.done(_("Deleted"), fail))
        TouchButton("Toast: error", "warning", lambda: visit.toast.failed(FAILURE))


def _states(visit: Visit) -> None:
    _ = visit.language
    with _section("Nothing"):
        Nothing(
            "list",
            _("No recordings yet"),
            _("Tap Record, then Start. What was said appears here."),
        )
    with _section("Failure"):
        Failure(_, FAILURE, lambda: None)


def _type(visit: Visit) -> None:
    _ = visit.language
    with _section("Type"):
        for size in ("display", "title", "heading", "lead", "control", "body"):
            Words("0:12:34 听匣 Tingxia").style(f"font-size: var(--{size}-text); line-height: 1.2")
        Words("0:12:34 听匣 Tingxia", classes="quiet").style("font-size: var(--small-text)")
    with _section("Sign"), ui.element("div").classes("options"):
        for name in SIGNS:
            Fact(FactWords(sign=name, words=name))


def _ignore(_value: object) -> None:
    """Let an exhibit be tried without effect."""
