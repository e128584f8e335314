"""The list of hot words while others change it, too."""

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.station.errors import UnreadableHotWordsError
from tests.fakes.station import FakeStation
from tests.integration.screen.correcting import proposed
from tests.integration.screen.person import dispatch, only, sees, sees_no, tap, tap_undo, until
from ui.widgets import hot_words_panel
from ui.widgets.hot_words_panel import HotWordsPanel
from ui.widgets.text_field import TextField
from ui.widgets.toast import Toast

BEFORE = "注塑机\n温度传感器\n"
BOTH = "注塑机\n温度传感器\n夹具\n"
CHANGED = "The list of hot words was changed elsewhere meanwhile; nothing was written."


async def opened(user: User) -> TextField:
    """Open the settings; returns the field of the list."""
    await user.open("/settings")
    await sees(user, "2 hot words · 0 corrections")
    (field,) = (item for item in user.find(TextField).elements if item.props["lines"] > 1)
    return field


async def test_a_list_that_was_changed_elsewhere_is_not_written_over(
    user: User, station: FakeStation
) -> None:
    """It stands beside what was typed; who has seen it may keep their own."""
    field = await opened(user)
    await station.settings.add_hot_word("夹具")
    dispatch(field, "change", "锅炉\n")
    tap(user, "Keep")
    await sees(user, "The list as it stands now")
    await sees(user, BOTH)
    assert field.props["error"].startswith(CHANGED)
    assert (BOTH, "锅炉\n") == (station.settings.written, field.value)
    tap(user, "Keep")
    await until(lambda: "锅炉\n" == station.settings.written)
    await sees_no(user, "The list as it stands now")
    assert "" == field.props["error"]
    tap_undo(user)
    await until(lambda: BOTH == station.settings.written)


async def test_a_list_that_was_changed_elsewhere_can_be_taken(
    user: User, station: FakeStation
) -> None:
    """In place of what was typed."""
    field = await opened(user)
    await station.settings.add_hot_word("夹具")
    dispatch(field, "change", "锅炉\n")
    tap(user, "Keep")
    await sees(user, "Take this list")
    tap(user, "Take this list")
    await sees(user, "3 hot words · 0 corrections")
    await sees_no(user, "The list as it stands now")
    assert (BOTH, "") == (field.value, field.props["error"])


async def test_an_undo_leaves_what_was_added_elsewhere_since(
    user: User, station: FakeStation
) -> None:
    """It says so, and nothing is written."""
    field = await opened(user)
    dispatch(field, "change", "锅炉\n")
    tap(user, "Keep")
    await until(lambda: only(user, Toast).props["shown"].get("undo") is True)
    await station.settings.add_hot_word("夹具")
    tap_undo(user)
    await until(lambda: CHANGED == only(user, Toast).props["shown"]["what"])
    assert "锅炉\n夹具\n" == station.settings.written


async def test_what_is_changed_elsewhere_shows_where_nothing_is_half_typed(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor while somebody is in the field, of whose typing nothing was heard yet."""
    monkeypatch.setattr(hot_words_panel, "LOOK_S", 0.05)
    field = await opened(user)
    await station.settings.add_hot_word("夹具")
    await until(lambda: BOTH == field.value)
    await sees(user, "3 hot words · 0 corrections")
    panel = only(user, HotWordsPanel)
    for begin, end in ((("focusin", []), ("focusout", [])), (("change", "锅"), ("change", BOTH))):
        dispatch(field, *begin)
        typed = field.value
        station.settings.written = BEFORE
        await panel._follow()
        assert typed == field.value
        dispatch(field, *end)
        await until(lambda: BEFORE == field.value)
        station.settings.written = BOTH
        await until(lambda: BOTH == field.value)


async def test_a_hot_word_of_a_correction_is_undone_alone(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """What others added since stays."""
    await proposed(user, station, settings)
    tap(user, "Add")
    await until(lambda: "良品 is a hot word now." == only(user, Toast).props["shown"]["what"])
    await station.settings.add_hot_word("夹具")
    tap_undo(user)
    await until(lambda: BOTH == station.settings.written)


UNREADABLE = (
    "The list of hot words cannot be read: Input/output error."
    " Write it anew in the settings, under Recognition."
)


async def test_a_list_that_cannot_be_read_is_written_anew(user: User, station: FakeStation) -> None:
    """Why not and what to do stands there once, and doing it works."""
    station.settings.unread = UnreadableHotWordsError("Input/output error")
    await user.open("/settings")
    await until(lambda: bool(user.find(HotWordsPanel).elements))
    (field,) = (item for item in user.find(TextField).elements if item.props["lines"] > 1)
    assert UNREADABLE == field.props["error"]
    await user.should_not_see("Input/output error")
    await user.should_not_see("0 hot words · 0 corrections")
    dispatch(field, "change", "锅炉\n")
    tap(user, "Keep")
    await until(lambda: "锅炉\n" == station.settings.written)
    await sees(user, "1 hot word · 0 corrections")
    assert "" == field.props["error"]


async def test_a_list_that_cannot_be_read_any_more_is_not_written_over_unseen(
    user: User, station: FakeStation
) -> None:
    """It is told first; what was typed stays, and is kept by the next tap."""
    field = await opened(user)
    station.settings.unread = UnreadableHotWordsError("Input/output error")
    dispatch(field, "change", "锅炉\n")
    tap(user, "Keep")
    await until(lambda: UNREADABLE == field.props["error"])
    assert (BEFORE, "锅炉\n") == (station.settings.written, field.value)
    tap(user, "Keep")
    await until(lambda: "锅炉\n" == station.settings.written)
    assert "" == field.props["error"]


async def test_a_hot_word_that_was_added_is_offered_no_more(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """It is in the list."""
    await proposed(user, station, settings)
    tap(user, "Add")
    await until(lambda: only(user, Toast).props["shown"]["what"] == "良品 is a hot word now.")
    await sees_no(user, "Hot word: 良品")
