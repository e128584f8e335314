"""Sheets that stay, with what was typed, until what they were opened for is done."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.station.errors import SettingError, StationError
from appliance.wire.shelf import LabelsTold
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.integration.screen.correcting import proposed
from tests.integration.screen.person import (
    ID,
    dispatch,
    fields,
    only,
    sees,
    tap,
    tap_beside,
    until,
)
from ui.widgets.history_list import HistoryList
from ui.widgets.pin_keys import PinKeys
from ui.widgets.toast import Toast

FULL = StationError("The disk is full.", hint="Make room.")
TOLD = "The disk is full. Make room."


def is_sheet_open(user: User) -> bool:
    """Tell whether a sheet is on the screen."""
    return any(dialog.value for dialog in user.find(ui.dialog).elements)


async def test_names_of_speakers_stay_until_they_are_kept(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """What went through before the failure is not asked for again."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    tap(user, "Details")
    tap(user, "Name speakers")
    await sees(user, "Who speaks?")
    named = fields(user)
    dispatch(named["Speaker 1"], "change", "李工")
    station.shelf.refusal = FULL
    tap(user, "Keep")
    await until(lambda: TOLD == named["Speaker 1"].props["error"])
    assert is_sheet_open(user)
    dispatch(named["Speaker 2"], "change", "王工")
    tap(user, "Keep")
    await until(lambda: not is_sheet_open(user))
    asked = [asked for asked in station.shelf.asked if asked[0] == "name-speaker"]
    assert [("name-speaker", ID, 1, "李工"), ("name-speaker", ID, 2, "王工")] == asked


async def test_tags_stay_until_they_are_kept(user: User, station: FakeStation) -> None:
    """In the field that they were typed into, with what to do."""
    station.add_recording(ID)
    await user.open("/history")
    tap(user, "Select")
    dispatch(only(user, HistoryList), "choose", ID)
    await sees(user, "1 chosen")
    tap(user, "Tag")
    await sees(user, "Take away")
    remove = fields(user)["Take away"]
    dispatch(remove, "change", "周会")
    station.shelf.refusal = FULL
    tap(user, "Keep")
    await until(lambda: TOLD == remove.props["error"])
    assert is_sheet_open(user)
    tap(user, "Keep")
    await until(lambda: not is_sheet_open(user))
    assert [("tag", ID, (), ("周会",))] == station.shelf.asked


async def test_tags_that_are_kept_late_close_no_other_sheet(
    user: User, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was left and opened anew meanwhile; what is typed into it stays."""
    station.add_recording(ID)
    tag, going_on = station.shelf.tag, asyncio.Event()

    async def slowly(recording_id: str, **tags: Any) -> LabelsTold:
        await going_on.wait()
        return await tag(recording_id, **tags)

    monkeypatch.setattr(station.shelf, "tag", slowly)
    await user.open("/history")
    tap(user, "Select")
    dispatch(only(user, HistoryList), "choose", ID)
    await sees(user, "1 chosen")
    tap(user, "Tag")
    await sees(user, "Take away")
    dispatch(fields(user)["Add"], "change", "周会")
    tap_beside(fields(user)["Add"], "Keep")
    tap_beside(fields(user)["Add"], "Cancel")
    await until(lambda: not is_sheet_open(user))
    tap(user, "Tag")
    await until(lambda: is_sheet_open(user))
    newer = fields(user)["Add"]
    dispatch(newer, "change", "月会")
    going_on.set()
    told = "The tags of 1 recording are changed."
    await until(lambda: told == only(user, Toast).props["shown"]["what"])
    assert [("tag", ID, ("周会",), ())] == station.shelf.asked
    assert (True, "月会", False) == (is_sheet_open(user), newer.value, newer.is_deleted)


async def test_a_hot_word_stays_until_it_is_added(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """A disk that is full at first."""
    field = await proposed(user, station, settings)
    dispatch(field, "change", "良品率")
    station.settings.refusal = SettingError("The disk is full.", hint="Make room.")
    tap(user, "Add")
    await until(lambda: TOLD == field.props["error"])
    assert is_sheet_open(user)
    assert "良品率" == field.value
    tap(user, "Add")
    await until(lambda: "良品率 is a hot word now." == only(user, Toast).props["shown"]["what"])
    await until(lambda: not is_sheet_open(user))
    assert "良品率" in station.settings.written.splitlines()


async def test_a_hot_word_stays_where_nobody_gives_the_pin(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """It is said to be locked, and can be tried again."""
    station.lock.pin = "135790"
    field = await proposed(user, station, settings)
    before = station.settings.written
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    tap(user, "Add")
    assert user.client is not None
    elements = user.client.elements
    await until(lambda: any(isinstance(one, PinKeys) for one in elements.values()))
    tap_beside(only(user, PinKeys), "Cancel")
    await until(lambda: field.props["error"].startswith("This is locked."))
    assert "良品" == field.value
    assert is_sheet_open(user)
    assert before == station.settings.written


async def test_a_sheet_that_cannot_be_kept_can_be_left(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """A recording that is gone meanwhile; what was typed is not written anywhere."""
    fill(station, settings.paths)
    await user.open(f"/transcript/{ID}")
    tap(user, "Details")
    await sees(user, "This recording")
    title = fields(user)["Title"]
    dispatch(title, "change", "泵站")
    station.shelf.refusal = FULL
    tap_beside(title, "Done")
    await until(lambda: "The disk is full." == only(user, Toast).props["shown"]["what"])
    assert is_sheet_open(user)
    tap_beside(title, "Cancel")
    await until(lambda: not is_sheet_open(user))
    assert [] == station.shelf.asked


async def test_a_sheet_in_which_nothing_was_changed_is_left(
    user: User, station: FakeStation
) -> None:
    """The station is not even asked, whatever the tags are: it might refuse."""
    view = station.add_recording(ID, texts=("好。",))
    tags = ("line 3", *map(str, range(60)))
    station.views[ID] = replace(view, summary=replace(view.summary, tags=tags))
    await user.open(f"/transcript/{ID}")
    tap(user, "Details")
    await sees(user, "This recording")
    station.shelf.refusal = FULL
    tap_beside(fields(user)["Title"], "Done")
    await until(lambda: not is_sheet_open(user))
    assert [] == station.shelf.asked


async def test_a_tag_in_other_letters_is_not_taken_away(user: User, station: FakeStation) -> None:
    """The station takes both for one: what is added and what goes would be the same."""
    view = station.add_recording(ID, texts=("好。",))
    station.views[ID] = replace(view, summary=replace(view.summary, tags=("Weekly", "old")))
    await user.open(f"/transcript/{ID}")
    tap(user, "Details")
    await sees(user, "This recording")
    dispatch(fields(user)["Tags"], "change", "weekly")
    tap_beside(fields(user)["Title"], "Done")
    await until(lambda: not is_sheet_open(user))
    assert [("tag", ID, ("weekly",), ("old",))] == station.shelf.asked
