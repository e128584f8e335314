"""The settings as somebody uses them."""

import asyncio
from dataclasses import replace

import pytest
from nicegui.testing.user import User

from appliance.domain.retention import Fate, Prospect, Reason
from appliance.layers import Layers
from appliance.station.errors import ClockError, SettingError
from appliance.wire.inference import ModelState
from appliance.wire.shelf import RetentionLine, TrashEmptied
from tests.fakes.ready import READY
from tests.fakes.station import FakeStation
from tests.integration.screen.person import (
    dispatch,
    only,
    sees,
    sees_no,
    tap,
    tap_undo,
    time_is_over,
    until,
)
from ui.pages import settings as settings_page
from ui.widgets import storage_panel
from ui.widgets.setting_control import SettingControl
from ui.widgets.slider import Slider
from ui.widgets.text_field import TextField
from ui.widgets.toast import Toast
from ui.widgets.touch import TouchButton, Words

EMPTY = "Empty the trash"


def control(user: User, key: str) -> SettingControl:
    """Return the control of a setting."""
    (found,) = (
        item for item in user.find(SettingControl).elements if item.props["data-key"] == key
    )
    return found


def within(user: User, key: str, kind: type[Slider] | type[TextField]) -> Slider | TextField:
    """Return the widget of a setting."""
    assert user.client is not None
    (found,) = (item for item in control(user, key).descendants() if isinstance(item, kind))
    return found


def options(user: User, key: str) -> dict[str, bool]:
    """Return what a setting offers, each with whether it is chosen."""
    buttons = (item for item in control(user, key).descendants() if item.tag == "button")
    return {
        next(words.text for words in button.descendants() if isinstance(words, Words)): (
            button.props["aria-checked"] == "true"
        )
        for button in buttons
        if button.props.get("role") == "radio"
    }


def offered(user: User, key: str) -> list[str]:
    """Return what a setting offers."""
    return list(options(user, key))


def chosen(user: User, key: str) -> str:
    """Return what is chosen of it."""
    (found,) = (words for words, is_chosen in options(user, key).items() if is_chosen)
    return found


async def test_a_choice_is_made_and_taken_back(user: User, station: FakeStation) -> None:
    """It says what it does, that it was chosen here, its default; the way back can be undone."""
    await user.open("/settings")
    await sees(user, "The script in which Chinese is written.")
    tap(user, "Traditional")
    await until(lambda: station.settings.chosen.get("text.script") == "traditional")
    await sees(user, "Chosen here. Default: Simplified")
    (back,) = (
        item for item in control(user, "text.script").descendants() if isinstance(item, TouchButton)
    )
    dispatch(back, "click", [])
    await until(lambda: "text.script" not in station.settings.chosen)
    await sees_no(user, "Chosen here. Default: Simplified")
    tap_undo(user)
    await until(lambda: station.settings.chosen.get("text.script") == "traditional")


async def test_the_spoken_languages_are_those_of_the_model(
    user: User, station: FakeStation
) -> None:
    """And the one of the file, whatever the model knows; what is refused is not chosen."""
    told = {"languages": ("zh", "de", "fr"), "detects_language": False}
    station.inference = READY.model_copy(update=told)
    station.settings.layers = Layers(below={"inference.language": ("ja", "a.toml:3")})
    await user.open("/settings")
    await sees(user, "The language that is spoken in the room.")
    assert ["Chinese", "French", "German", "Japanese"] == offered(user, "inference.language")
    assert "Japanese" == chosen(user, "inference.language")
    station.settings.refusal = SettingError("The disk is full.", hint="Make room.")
    tap(user, "German")
    await sees(user, "The disk is full. Make room.")
    await until(lambda: chosen(user, "inference.language") == "Japanese")
    tap(user, "German")
    await sees(user, "Chosen here. Default: Japanese")
    assert "de" == station.settings.chosen["inference.language"]


async def test_the_model_may_find_the_language_out(user: User, station: FakeStation) -> None:
    """If it can, or as far as anybody knows; a language without a name is shown by its code."""
    station.inference = None
    station.settings.layers = Layers(below={"inference.language": ("zzz", "a.toml:3")})
    await user.open("/settings")
    await sees(user, "The language that is spoken in the room.")
    languages = ["Chinese", "English", "zzz", "Find out by itself"]
    assert languages == offered(user, "inference.language")
    await sees(user, "From a.toml:3. Default: Chinese")


async def test_each_group_shows_its_own(user: User) -> None:
    """A tap on a group shows its settings in place of the others."""
    await user.open("/settings")
    for group, words in {
        "Sound": "Kept from before the tap",
        "Storage": "What is deleted by itself",
        "Privacy": "No PIN: nothing is locked",
        "Appearance": "High contrast",
        "Stick": "Advanced settings",
        "This box": "Clock of the box",
    }.items():
        tap(user, group)
        await sees(user, words)
    await user.should_not_see("High contrast")


async def test_what_is_refused_is_said_below_and_the_value_stays(
    user: User, station: FakeStation
) -> None:
    """With what to do; the switch goes back."""
    await user.open("/settings")
    station.settings.refusal = SettingError("The disk is full.", hint="Make room.")
    tap(user, "Numbers as digits")
    await sees(user, "The disk is full. Make room.")
    assert {} == {key: value for key, value in station.settings.chosen.items() if "itn" in key}


async def test_what_waits_and_what_is_fixed_say_so(user: User, station: FakeStation) -> None:
    """A pending one when it holds; a fixed one who fixes it, and nothing to tap."""
    station.settings.layers = replace(
        station.settings.layers, above={"text.itn": (False, "TINGXIA_TEXT_ITN")}
    )
    station.settings.pending = {"text.script"}
    await user.open("/settings")
    await sees(user, "Taking effect")
    await sees(user, "Fixed by whoever looks after the box. It cannot be changed here. Default: On")
    with pytest.raises(pytest.fail.Exception, match="no button"):
        tap(user, "Numbers as digits")
    station.settings.pending = set()
    await sees_no(user, "Taking effect")


async def test_numbers_are_of_the_kind_that_the_setting_has(
    user: User, station: FakeStation
) -> None:
    """A slider of whole numbers, a field in gigabytes, and a word that is no number."""
    await user.open("/settings")
    tap(user, "Advanced settings")
    await sees(user, "Pause that ends a sentence")
    dispatch(within(user, "endpointing.trailing_silence_ms", Slider), "change", 900.0)
    await until(lambda: station.settings.chosen.get("endpointing.trailing_silence_ms") == 900)
    tap(user, "Storage")
    await sees(user, "What is deleted by itself")
    tap(user, "Advanced settings")
    await sees(user, "Space to keep free")
    field = within(user, "retention.keep_free_bytes", TextField)
    dispatch(field, "change", "2.5")
    dispatch(field, "enter", "2.5")
    await until(lambda: station.settings.chosen.get("retention.keep_free_bytes") == 2_500_000_000)
    await sees(user, "Chosen here. Default: 0 MB")
    days = within(user, "retention.trash_days", TextField)
    dispatch(days, "enter", "soon")
    await until(
        lambda: any(
            item.props.get("role") == "alert" and list(item)
            for item in control(user, "retention.trash_days").descendants()
        )
    )
    assert "retention.trash_days" not in station.settings.chosen


async def test_advanced_settings_take_the_pin(user: User, station: FakeStation) -> None:
    """They come after it, and go when the permit died."""
    station.lock.pin = "135790"
    await user.open("/settings")
    tap(user, "Advanced settings")
    await sees(user, "Cancel")
    await user.should_not_see("Speech threshold")
    assert user.client is not None
    (keys,) = (item for item in user.client.elements.values() if "pin_keys" in str(item.tag))
    dispatch(keys, "enter", "135790")
    await sees(user, "Speech threshold")
    station.lock.expire()
    await sees_no(user, "Speech threshold")


async def test_hot_words_are_kept_and_brought_back(user: User, station: FakeStation) -> None:
    """Lines that cannot be used are told by their number; the former list is one tap away."""
    await user.open("/settings")
    await sees(user, "2 hot words · 0 corrections")
    await sees(user, "120 hot words · 4 corrections")
    (field,) = (item for item in user.find(TextField).elements if item.props["lines"] > 1)
    dispatch(field, "change", "夹具\n家具=>夹具\n夹具\n")
    tap(user, "Keep")
    await sees(user, "Line 3 is left out: 夹具 stands at line 1 already")
    await sees(user, "1 hot word · 1 correction")
    tap_undo(user)
    await until(lambda: station.settings.written.startswith("注塑机"))
    await sees(user, "2 hot words · 0 corrections")


async def test_models_are_chosen_unloaded_and_loaded(user: User, station: FakeStation) -> None:
    """With what they are used for and how much memory it takes."""
    await user.open("/settings")
    await sees(user, "Memory: 412 MB")
    await sees(user, "145 MB · Used for: Text")
    tap(user, "Use for: Text")
    await until(lambda: ("use-model", "sense-voice-small", "recognition") in station.settings.asked)
    tap(user, "Free the memory")
    await until(
        lambda: station.inference is not None and station.inference.state is ModelState.UNLOADED
    )
    await sees(user, "Model is unloaded")
    tap(user, "Load again")
    await sees(user, "Text: base on the processor")


def _can_tap(user: User, words: str) -> bool:
    return any(
        button.words.text == words and "aria-disabled" not in button.props
        for button in user.find(TouchButton).elements
    )


def line(recording_id: str, fate: Fate, reason: Reason, in_s: float | None) -> RetentionLine:
    """Make a line of the plan."""
    is_trashed = reason is Reason.TRASH_OVER
    return RetentionLine(
        prospect=Prospect(
            id=recording_id,
            fate=fate,
            reason=reason,
            in_s=in_s,
            size_bytes=7_000_000,
            trashed=is_trashed,
        ),
        title="周会",
        started="2025-05-12T09:30:00+00:00",
        duration_s=60.0,
        trashed="2025-05-13T00:00:00+00:00" if is_trashed else None,
    )


async def test_storage_explains_what_goes_and_empties_the_trash(
    user: User, station: FakeStation
) -> None:
    """What, when, why; nothing is removed as long as it can be undone."""
    station.shelf.lines = (
        line("a", Fate.REMOVED, Reason.TRASH_OVER, 2.5 * 86_400),
        line("b", Fate.TRASH, Reason.AGE, 0.0),
        line("c", Fate.STAYS, Reason.HOLD, None),
    )
    station.shelf.emptied = TrashEmptied(removed=("a",))
    await user.open("/settings?group=storage")
    await sees(user, "Removed for good in 2 days: its time in the trash is over then · 7 MB")
    await sees(user, "Goes to the trash soon: it is old enough · 7 MB")
    await sees(user, "1 recording stays")
    tap(user, "Empty the trash")
    await until(lambda: only(user, Toast).props["shown"].get("undo") is True)
    assert ("empty-trash", "a") not in station.shelf.asked
    station.shelf.lines = station.shelf.lines[1:]
    time_is_over(user)
    await until(lambda: ("empty-trash", "a") in station.shelf.asked)
    await sees(user, "0 in the trash")


async def test_storage_stays_true_while_it_is_looked_at(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Room, plan and trash come anew by themselves; a button under a finger stays."""
    monkeypatch.setattr(storage_panel, "LOOK_S", 0.1)
    trashed = line("a", Fate.REMOVED, Reason.TRASH_OVER, 86_400.0)
    station.shelf.lines = (trashed,)
    await user.open("/settings?group=storage")
    await sees(user, "10.0 GB free")
    (button,) = (one for one in user.find(TouchButton).elements if one.words.text == EMPTY)
    station.shelf.lines = (trashed, line("b", Fate.TRASH, Reason.AGE, 0.0))
    station.shelf.room_told = station.shelf.room_told.model_copy(
        update={"free_bytes": 2_000_000_000}
    )
    await sees(user, "2.0 GB free")
    await sees(user, "Goes to the trash soon: it is old enough · 7 MB")
    assert not button.is_deleted
    station.shelf.lines = ()
    await sees(user, "0 in the trash")


async def test_a_setting_that_is_changed_elsewhere_shows(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another browser, or from the command line."""
    monkeypatch.setattr(settings_page, "LOOK_S", 0.1)
    await user.open("/settings")
    await sees(user, "The script in which Chinese is written.")
    await user.should_not_see("Chosen here. Default: Simplified")
    station.settings.chosen["text.script"] = "traditional"
    await sees(user, "Chosen here. Default: Simplified")


async def test_a_trash_is_emptied_once_whoever_looks(user: User, station: FakeStation) -> None:
    """Another group of settings and back, or another browser: the one undo is for all of it."""
    station.shelf.lines = (line("a", Fate.REMOVED, Reason.TRASH_OVER, 86_400.0),)
    await user.open("/settings?group=storage")
    tap(user, "Empty the trash")
    await until(lambda: only(user, Toast).props["shown"].get("undo") is True)
    tap(user, "Sound")
    await sees(user, "Kept from before the tap")
    tap(user, "Storage")
    await sees(user, "Empty the trash")
    with pytest.raises(AssertionError, match="switched off"):
        tap(user, "Empty the trash")
    tap_undo(user)
    await until(lambda: only(user, Toast).props["shown"]["what"] == "")
    station.changed()
    await until(lambda: _can_tap(user, "Empty the trash"))
    assert "empty-trash" not in {asked[0] for asked in station.shelf.asked}


async def test_an_emptied_trash_can_be_undone(user: User, station: FakeStation) -> None:
    """The station is not even asked."""
    station.shelf.lines = (line("a", Fate.REMOVED, Reason.TRASH_OVER, 86_400.0),)
    await user.open("/settings?group=storage")
    tap(user, "Empty the trash")
    await until(lambda: only(user, Toast).props["shown"].get("undo") is True)
    tap_undo(user)
    await asyncio.sleep(0)
    assert "empty-trash" not in {asked[0] for asked in station.shelf.asked}


async def test_a_wrong_clock_says_what_to_do(user: User, station: FakeStation) -> None:
    """That recordings do not suffer, and the command where it cannot be set by touch."""
    station.clock.inability = ClockError(
        "There is no service.", hint="Set it with: {command}", command="sudo timedatectl set-time"
    )
    station.settings.told_clock = replace(station.settings.told_clock, looks_wrong=True)
    await user.open("/settings?group=about")
    await sees(user, "This time is wrong: it lies in the past.")
    await sees(user, "sudo timedatectl set-time")


async def test_why_a_device_was_taken_is_told_in_the_language_of_the_screen(
    user: User, station: FakeStation
) -> None:
    """Each of the reasons that the recogniser joined, with its device by its name."""
    reason = "cuda: no NVIDIA driver is installed; int8 pays on this processor: it has AMX"
    station.inference = READY.model_copy(update={"device_reason": reason})
    user.http_client.cookies.set("tingxia-language", "zh-CN")
    await user.open("/settings")
    await sees(user, "NVIDIA 显卡：没有安装 NVIDIA 驱动；此处理器适合压缩模型：支持 AMX")


async def test_licences_are_read_on_the_screen(user: User, station: FakeStation) -> None:
    """Models and packages; a tap shows the text that came with a package."""
    await user.open("/settings/licences")
    await sees(user, "Whisper base")
    tap(user, "argon2-cffi 25.1.0")
    await sees(user, station.licences.texts["argon2-cffi"])
    tap(user, "Close")
    await sees(user, "Not told")
    tap(user, "kaldiio 2.18.1")
    await sees(user, "This package brings no text of its licence.")


async def test_without_a_certain_clock_the_days_of_the_trash_are_told_as_they_are(
    user: User, station: FakeStation
) -> None:
    """Nothing goes there for its age, but what lies there goes when its days are over."""
    station.shelf.clock_trusted = False
    await user.open("/settings?group=storage")
    await sees(user, "The trash keeps them for 7 days.")
    await sees(user, "Nothing goes to the trash for its age now: the clock is not certain.")
    await sees(user, "The days in the trash count all the same; a restart begins them anew.")
