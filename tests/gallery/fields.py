"""What is typed into, and what is picked from."""

from datetime import date

from tests.gallery.exhibit import exhibit, ignore
from ui.visit import Visit
from ui.widgets.day_field import DayField
from ui.widgets.language_choice import LanguageChoice
from ui.widgets.pick_list import PickList
from ui.widgets.text_field import TextField

SPOKEN = ("zh", "en", "yue", "ja", "ko", "de", "fr", "ru", "es", "th", "vi")


def fields(visit: Visit) -> None:
    """Build them all."""
    _ = visit.language
    with exhibit("TextField"):
        TextField(_("Title"), value="第二季度质量评审会", hint=_("No words yet"), sign="text")
        TextField(_("Text"), placeholder=_("No words yet"), lines=3)
        TextField("PIN", value="1234", is_secret=True, input_mode="numeric")
        wrong = TextField(_("Text"), value=" ")
        wrong.fail(_("A part of a text cannot be empty."))
    with exhibit("DayField"):
        DayField(_, _("From this day on"), ignore, value=None)
        DayField(_, _("Up to this day"), ignore, value=date(2025, 5, 12))
    with exhibit("LanguageChoice"):
        names = {code: _.spoken(code) for code in SPOKEN}
        LanguageChoice(_, names, "zh", ignore)
        LanguageChoice(_, names, "de", ignore)
    with exhibit("PickList"):
        PickList(_, [(f"REC{number:04}.WAV", "7 MB") for number in range(1, 41)], ignore)
