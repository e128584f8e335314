"""What is done to several recordings of the history at once, and taken back."""

from dataclasses import replace
from typing import Any

import pytest
from nicegui.testing.user import User

from appliance.config import Settings
from appliance.errors import ApplianceError
from appliance.wire.shelf import LabelsTold
from tests.fakes.screen import fill
from tests.fakes.station import FakeStation
from tests.integration.screen.person import (
    dispatch,
    enter,
    fields,
    only,
    sees,
    tap,
    tap_undo,
    until,
)
from ui.widgets.history_list import HistoryList
from ui.widgets.several import Several
from ui.widgets.toast import Toast
from ui.widgets.touch import TouchButton, Words


async def chosen(user: User, station: FakeStation, settings: Settings) -> list[str]:
    """Choose two recordings of the history."""
    fill(station, settings.paths)
    await user.open("/history")
    tap(user, "Select")
    ids = sorted(station.views)[:2]
    for recording_id in ids:
        dispatch(only(user, HistoryList), "choose", recording_id)
    await sees(user, "2 chosen")
    return ids


def told(user: User) -> dict[str, Any]:
    """Return what the message says that is shown."""
    shown = only(user, Toast).props["shown"]
    assert isinstance(shown, dict)
    return shown


async def test_tags_of_many_can_be_taken_back(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Each recording has those again that it had; what others did meanwhile stays."""
    one, other = await chosen(user, station, settings)
    station.shelf.tags = {one: ("周会",), other: ("旧", "客户")}
    tap(user, "Tag")
    await sees(user, "Take away")
    dispatch(fields(user)["Add"], "change", "周会 质量")
    dispatch(fields(user)["Take away"], "change", "旧")
    tap(user, "Keep")
    await until(lambda: told(user).get("undo") is True)
    assert "The tags of 2 recordings are changed." == told(user)["what"]
    assert {one: ("周会", "质量"), other: ("客户", "周会", "质量")} == station.shelf.tags
    await station.shelf.tag(other, add=("急",))
    tap_undo(user)
    await until(lambda: ("周会",) == station.shelf.tags[one])
    assert ("客户", "急", "旧") == station.shelf.tags[other]


async def test_tags_in_use_need_not_be_typed(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """The most used ones are there to be tapped, to add them and to take them away."""
    in_use = ["周会", "质量", *(f"标签{number}" for number in range(20))]
    station.search.tags_in_use = [(tag, 1) for tag in in_use]
    one, other = await chosen(user, station, settings)
    station.shelf.tags = {other: ("质量",)}
    tap(user, "Tag")
    await sees(user, "Tap to add")
    await user.should_not_see("标签6")
    more, less = sorted(user.find(Several).elements, key=lambda each: each.id)
    tap_option(more, "周会")
    tap_option(less, "质量")
    dispatch(fields(user)["Add"], "change", "急")
    tap(user, "Keep")
    await until(lambda: ("急", "周会") == station.shelf.tags.get(other))
    assert ("急", "周会") == station.shelf.tags[one]


def tap_option(several: Several, words: str) -> None:
    """Tap one of several."""
    (option,) = (
        item.parent_slot.parent
        for item in several.descendants()
        if isinstance(item, Words) and item.text == words and item.parent_slot is not None
    )
    dispatch(option, "click", [])


async def test_what_was_tagged_before_an_error_can_be_taken_back(
    user: User, station: FakeStation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sheet says why it did not go on; the message how many were changed till then."""
    one, other = await chosen(user, station, settings)
    tag = station.shelf.tag

    async def failing(recording_id: str, **labels: Any) -> LabelsTold:
        if recording_id == other:
            raise ApplianceError("The disk is full.", hint="Make room.")
        return await tag(recording_id, **labels)

    monkeypatch.setattr(station.shelf, "tag", failing)
    tap(user, "Tag")
    await sees(user, "Take away")
    dispatch(fields(user)["Add"], "change", "质量")
    tap(user, "Keep")
    await until(lambda: "The disk is full. Make room." == fields(user)["Add"].props["error"])
    assert "The tags of 1 recording are changed." == told(user)["what"]
    tap_undo(user)
    await until(lambda: () == station.shelf.tags[one])


async def test_a_hold_on_many_can_be_taken_back(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Those that were held before stay held."""
    one, other = await chosen(user, station, settings)
    station.shelf.held = {other}
    tap(user, "Never delete")
    await until(lambda: told(user).get("undo") is True)
    assert "1 recording is never deleted now." == told(user)["what"]
    assert {one, other} == station.shelf.held
    tap_undo(user)
    await until(lambda: {other} == station.shelf.held)


async def test_in_kiosk_mode_a_hold_on_many_is_taken_back_with_the_pin(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """As lifting each of them takes it."""
    station.lock.pin = "2580"
    station.lock.told = replace(station.lock.told, is_kiosk=True)
    await chosen(user, station, settings)
    tap(user, "Never delete")
    await until(lambda: told(user).get("undo") is True)
    tap_undo(user)
    await enter(user, "2580")
    await until(lambda: not station.shelf.held)


async def test_nothing_can_be_done_to_none(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """The buttons show it until something is chosen."""
    fill(station, settings.paths)
    await user.open("/history")
    tap(user, "Select")
    await sees(user, "Tap recordings")

    def disabled() -> list[str]:
        assert user.client is not None
        buttons = user.find(TouchButton).elements
        return sorted(one.words.text for one in buttons if "aria-disabled" in one.props)

    every = ["Delete", "Export", "Never delete", "Tag"]
    assert every == disabled()
    dispatch(only(user, HistoryList), "choose", min(station.views))
    await sees(user, "1 chosen")
    assert [] == disabled()
    dispatch(only(user, HistoryList), "choose", min(station.views))
    await sees(user, "Tap recordings")
    assert every == disabled()


async def test_the_trash_is_one_tap_away(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """Who finds out late that something was deleted looks for it in the history."""
    fill(station, settings.paths)
    await user.open("/history")
    tap(user, "Trash")
    await sees(user, "Filter and sort (1)")
    tap(user, "Out of the trash")
    await sees(user, "Trash")
    await sees(user, "Filter and sort")


async def test_the_way_to_the_trash_says_how_much_lies_there(
    user: User, station: FakeStation, settings: Settings
) -> None:
    """It is counted anew when a recording comes into it or out of it, wherever that is done."""
    fill(station, settings.paths)
    await user.open("/history")
    await sees(user, "Trash")
    for gone, words in ((list(station.views)[:2], "Trash (2)"), ((), "Trash")):
        for each, view in station.views.items():
            trashed = "2025-05-12T11:58:00+00:00" if each in gone else None
            summary = replace(view.summary, trashed=trashed)
            station.views[each] = replace(view, summary=summary)
        station.changed()
        await sees(user, words)
