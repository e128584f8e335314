"""What is tapped, slid and switched."""

from dataclasses import replace
from datetime import date

from nicegui import ui

from appliance.station.face_lock import LockState, Permit
from tests.fakes.station import FakeStation
from tests.gallery.exhibit import exhibit, ignore, over
from ui.appearance import Motion, TextSize, Theme
from ui.setting_words import unit_words
from ui.visit import Visit
from ui.widgets.choice import Choice
from ui.widgets.choice_button import ChoiceButton
from ui.widgets.lock_button import LockButton, LockedCover
from ui.widgets.pin_keys import PinKeys
from ui.widgets.several import Several
from ui.widgets.slider import Slider
from ui.widgets.stepper import Stepper
from ui.widgets.steppers import DAY, Steppers
from ui.widgets.sure_button import SureButton
from ui.widgets.switch import Switch
from ui.widgets.touch import TouchButton


def controls(visit: Visit) -> None:
    """Build them all."""
    _choices(visit)
    _buttons(visit)
    _switches(visit)
    _steppers(visit)
    _lock(visit)


def _choices(visit: Visit) -> None:
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
            {TextSize.NORMAL: "100 %", TextSize.LARGE: "150 %"},
            now.text,
            lambda value: visit.appear(replace(visit.appearance, text=TextSize(value))),
        )
        Choice(
            _("Motion"),
            {Motion.FULL: _("On"), Motion.NONE: _("Off")},
            now.motion,
            lambda value: visit.appear(replace(visit.appearance, motion=Motion(value))),
        )
        Choice(
            _("Which words"),
            {"plain": _("Tidied"), "raw": _("As heard")},
            "plain",
            ignore,
            hints={"raw": _("As the recogniser heard it, without any change")},
        )
    with exhibit("Several"):
        kinds = {"docx": _("Word document"), "txt": _("Plain text"), "srt": "SRT"}
        Several(_("Kinds of files"), kinds, ("docx", "srt"), ignore)


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
        TouchButton(_("Advanced settings"), "down", classes="wide")
    with exhibit("SureButton"), ui.element("div").classes("options"):
        SureButton(_("Give up"), "close", ignore, sure=_("Tap again to give up"))
        asked = SureButton(_("Give up"), "close", ignore, sure=_("Tap again to give up"))
        asked.classes(add="asking").words.set_text(_("Tap again to give up"))
    with exhibit("ChoiceButton"):
        ChoiceButton("stick", "KINGSTON", "14.2 GB", lambda: None)
        ChoiceButton("stick", "二号车间", "3 MB", lambda: None).props("aria-disabled=true")


def _switches(visit: Visit) -> None:
    _ = visit.language
    with exhibit("Switch"):
        Switch(_, _("Motion"), ignore, is_on=True)
        Switch(
            _, _("Motion"), ignore, hint=_("In text and Word files; subtitles always have them.")
        )
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
            hint=_("Higher leaves noise out; lower hears quiet voices."),
        )
        Slider(_, _("Size of text"), ignore, value=150, lowest=100, highest=150, step=10, unit="%")


def _steppers(visit: Visit) -> None:
    _ = visit.language
    with exhibit("Stepper"), ui.element("div").classes("steppers"):
        Stepper(_, _("Minute"), ignore, value="05")
    with exhibit("Steppers"):
        Steppers(_, ignore, DAY).show(date(2025, 5, 12))


def _lock(visit: Visit) -> None:
    _ = visit.language
    locked, opened = FakeStation(), FakeStation()
    locked.lock.pin = opened.lock.pin = "135790"
    with exhibit("LockButton"), ui.element("div").classes("options"):
        LockButton(over(visit, locked))
        free = over(visit, opened)
        LockButton(free)
        permit = Permit(token="made-up")
        opened.lock.permits[permit.token] = permit
        free.lock.keep(permit)
    with exhibit("LockedCover"):
        hidden = FakeStation()
        hidden.lock.pin, hidden.lock.told = "135790", LockState(is_kiosk=True)
        LockedCover(over(visit, hidden), ui.element("div"))
    with exhibit("PinKeys"):

        async def entered(_pin: str) -> None:
            keys.show(told=_("The PIN is wrong."), wait_s=30.0)

        keys = PinKeys(_, _("Enter the PIN"), entered)
        refused = PinKeys(_, _("Enter the PIN"), entered)
        refused.show(told=_("The PIN is wrong."), wait_s=30.0)
