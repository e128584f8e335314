"""Every widget in every state, for whoever builds pages. Served in development only."""

from dataclasses import replace
from datetime import date

from nicegui import ui

from appliance.station.face import ExportProgress, ExportStep, Volume, WithoutAudio
from appliance.station.face_reminders import Reminder, ReminderKind

from ..appearance import Motion, TextSize, Theme
from ..frame import Place, frame
from ..notice import Notice
from ..setting_words import unit_words
from ..signs import SIGNS
from ..visit import Visit
from ..widgets.busy import Busy
from ..widgets.choice import Choice
from ..widgets.day_field import DayField
from ..widgets.dialog import Dialog
from ..widgets.facts import Fact, FactWords
from ..widgets.failure import Failure
from ..widgets.language_choice import LanguageChoice
from ..widgets.meter import Meter
from ..widgets.nothing import Nothing
from ..widgets.notice_board import NoticeBoard, notice_card
from ..widgets.pick_list import PickList
from ..widgets.pin_keys import PinKeys
from ..widgets.progress_bar import ProgressBar
from ..widgets.reminder import reminder_notice
from ..widgets.row import Row
from ..widgets.slider import Slider
from ..widgets.stick_choices import StickChoices
from ..widgets.sure_button import SureButton
from ..widgets.switch import Switch
from ..widgets.text_field import TextField
from ..widgets.touch import TouchButton, Words
from ..widgets.verified import verified
from ..widgets.without_audio import show_without_audio
from .exhibits import FAILURE, STICK, exhibit, ignore, of_the_box


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
        of_the_box(visit)


def _appearance(visit: Visit) -> None:
    _, now = visit.language, visit.appearance
    with exhibit("Choice"):
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
    with exhibit("TouchButton"), ui.element("div").classes("options"):
        TouchButton(_("Play"), "play")
        TouchButton(_("Export"), "export", classes="strong")
        TouchButton(_("Close"))
        TouchButton(_("Saving"), "wait").props("data-pending=true")
        TouchButton(_("Stop"), "stop").enable(enabled=False)
        TouchButton(_("Export"), "export", classes="strong").enable(enabled=False)
        TouchButton(_("Export"), "export", classes="bare")
        SureButton(_("Give up"), "close", ignore, sure=_("Tap again to give up"))
        TouchButton(_("Tap again to give up"), "close", classes="asking")
        TouchButton(_("Advanced settings"), "down", classes="wide")


def _settings(visit: Visit) -> None:
    _ = visit.language
    with exhibit("Switch"):
        Switch(_, _("Motion"), ignore, is_on=True)
        Switch(_, _("Motion"), ignore, hint=_("Nothing on the screen moves by itself."))
        Switch(_, _("Microphone is gone"), ignore).enable(enabled=False)
        Switch(_, _("Motion"), ignore, is_on=True).enable(enabled=False)
    with exhibit("Slider"):
        Slider(
            _,
            _("Place in the recording"),
            ignore,
            value=0.5,
            lowest=0.0,
            highest=2.0,
            step=0.05,
            unit=unit_words("s", _),
            hint=_("Drag it, or tap − and +."),
        )
        Slider(_, _("Size of text"), ignore, value=150, lowest=100, highest=150, step=10, unit="%")


def _fields(visit: Visit) -> None:
    _ = visit.language
    with exhibit("TextField"):
        TextField(_("Text"), value="第二季度质量评审会", hint=_("No words yet"), sign="text")
        TextField(_("Text"), placeholder=_("No words yet"), lines=3)
        TextField(_("Text"), value="1234", is_secret=True, input_mode="numeric")
        wrong = TextField(_("Text"), value=" ")
        wrong.fail(_("A part of a text cannot be empty."))
    with exhibit("DayField"):
        DayField(_, _("From this day on"), ignore, value=None)
        DayField(_, _("Up to this day"), ignore, value=date(2025, 5, 12))
    with exhibit("LanguageChoice"):
        codes = ("zh", "en", "yue", "ja", "ko", "de", "fr", "ru", "es", "th", "vi")
        LanguageChoice(_, {code: _.spoken(code) for code in codes}, "zh", ignore)
    with exhibit("PickList"):
        PickList(_, [(f"REC{number:04}.WAV", "7 MB") for number in range(1, 41)], ignore)


def _progress(visit: Visit) -> None:
    _ = visit.language
    with exhibit("ProgressBar, Meter, Busy"):
        ProgressBar(_("Checking the stick"), 0.0)
        ProgressBar(_("Writing"), 0.62)
        ProgressBar(_("Writing"), 1.0)
        ProgressBar(_("Reading back and comparing"))
        Meter().show(0.4)
        Busy(_("Reading back and comparing"))


def _rows(visit: Visit) -> None:
    _ = visit.language
    with exhibit("Row, Fact"):
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
    with exhibit("Notice"):
        what, next_step = _.error(FAILURE)
        notice_card(Notice(sign="information", what=what, next_step=next_step))
        with notice_card(Notice(sign="warning", what=what, next_step=next_step, is_alarm=True)):
            TouchButton(_("Understood"), "check")
        for kind in ReminderKind:
            notice_card(reminder_notice(Reminder(kind=kind, quiet_s=720.0), _))
        board = NoticeBoard(_, on_read=ignore, on_load=ignore)
        unread = Notice(sign="information", what=what, next_step=next_step, until_read=True)
        board.show((unread, replace(unread, until_read=False, can_load=True)))
        board.failed(FAILURE)


def _overlays(visit: Visit) -> None:
    _ = visit.language
    dialog = Dialog()
    with dialog.filled("stick", _("Exporting. Leave the stick in.")):
        ProgressBar(_("Writing"), 0.62)
        with dialog.actions():
            TouchButton(_("Cancel"), "close", dialog.close)
            TouchButton(_("Done"), "check", dialog.close, classes="strong")

    choosing, done, unlocking = Dialog(), Dialog(), Dialog()
    with choosing.filled("stick", _("Export to a stick")):

        def choose(_stick: Volume) -> None:
            choosing.close()

        other = STICK.model_copy(update={"identity": "another", "label": ""})
        StickChoices(visit, lambda: (STICK, other), choose)
    without = WithoutAudio(recording_id="made-up", name="例会", error=FAILURE)
    progress = ExportProgress(step=ExportStep.DONE, eject_first=True, without_audio=(without,))
    with verified(done, progress, _):
        show_without_audio(progress.without_audio, _)
        with done.actions():
            TouchButton(_("Done"), "check", done.close, classes="strong")

    async def entered(_pin: str) -> None:
        keys.show(told=_("The PIN is wrong."), wait_s=30.0)

    with unlocking.filled("lock", _("Unlock")):
        keys = PinKeys(_, _("Enter the PIN"), entered)
        with unlocking.actions():
            TouchButton(_("Cancel"), "close", unlocking.close)

    async def undo() -> None:
        visit.toast.done(_("Undone"))

    async def fail() -> None:
        raise FAILURE

    with exhibit("Dialog, Toast"), ui.element("div").classes("options"):
        TouchButton("Dialog", "list", dialog.open)
        TouchButton("StickChoices", "stick", choosing.open)
        TouchButton("Verified", "check", done.open)
        TouchButton("PinKeys", "lock", unlocking.open)
        TouchButton("Toast", "check", lambda: visit.toast.done(_("Text complete")))
        TouchButton("Toast + undo", "undo", lambda: visit.toast.done(_("Deleted"), undo))
        TouchButton("Toast + undo!", "undo", lambda: visit.toast.done(_("Deleted"), fail))
        TouchButton(
            "Toast: later", "wait", lambda: visit.toast.announce(_("Deleted"), undo, name="gallery")
        )
        TouchButton(
            "Toast: way", "stick", lambda: visit.toast.lead("KINGSTON", "/stick", _("Open"))
        )
        TouchButton("Toast: error", "warning", lambda: visit.toast.failed(FAILURE))


def _states(visit: Visit) -> None:
    _ = visit.language
    with exhibit("Nothing"):
        Nothing(
            "list",
            _("No recordings yet"),
            _("Tap Record, then Start. What was said appears here."),
        )
    with exhibit("Failure"):
        Failure(_, FAILURE, ignore)
        Failure(_, FAILURE)


def _type(visit: Visit) -> None:
    _ = visit.language
    with exhibit("Type"):
        for size in ("display", "title", "heading", "lead", "control", "body"):
            Words("0:12:34 听匣 Tingxia").style(f"font-size: var(--{size}-text); line-height: 1.2")
        Words("0:12:34 听匣 Tingxia", classes="quiet").style("font-size: var(--small-text)")
    with exhibit("Sign"), ui.element("div").classes("options"):
        for name in SIGNS:
            Fact(FactWords(sign=name, words=name))
