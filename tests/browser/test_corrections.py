"""A line that is corrected under a finger: nothing that is typed goes without a word."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from appliance.config import Settings
from appliance.domain.editing import EditKind, EditRequest
from tests.browser.correcting import (
    FIRST,
    ID,
    SECOND,
    TEXTS,
    THIRD,
    TYPED,
    correct,
    field,
    line,
    reader,
    refuse,
    said,
    write,
)
from tests.browser.person import Person, connected
from tests.browser.screens import SIZES, UPRIGHT
from tests.fakes.station import FakeStation

CARET = "(field, at) => field.setSelectionRange(at, at)"

PLACE_OF = """(line, index) => {
  const range = document.createRange();
  range.setStart(line.querySelector(".said").firstChild, index);
  range.setEnd(line.querySelector(".said").firstChild, index + 1);
  const { left, right, top, bottom } = range.getBoundingClientRect();
  return { left, right, y: (top + bottom) / 2 };
}"""
"""Where a character stands on the screen."""

BEGUN_AT = "(field) => [field.selectionStart, field.selectionEnd]"


@pytest_asyncio.fixture(loop_scope="session")
async def person(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> AsyncIterator[Person]:
    """Somebody who corrects the second of three lines and has not kept it yet."""
    async with reader(touchscreen, station, settings, address) as person:
        await correct(person)
        await write(person)
        yield person


def edits(station: FakeStation) -> list[EditKind]:
    """Return what was asked for."""
    return [last.kind for *_, last in station.shelf.asked if isinstance(last, EditRequest)]


async def refused(person: Person) -> None:
    """See why it was not kept; what was typed is there, and the next touch finds it there."""
    await person.reads(".toast", "The text is being made.")
    await expect(field(person)).to_have_value(TYPED)
    await expect(person.button("Done")).to_be_visible()


async def test_done_keeps_what_is_typed(person: Person, station: FakeStation) -> None:
    """The strong button in the head ends the correction, it does not drop it."""
    await person.tap("Done")
    await expect(person.button("Correct")).to_be_visible()
    await expect(line(person, 1)).to_contain_text(TYPED)
    assert [FIRST, TYPED, THIRD] == said(station)


async def test_done_that_is_refused_leaves_the_line_open(
    person: Person, station: FakeStation
) -> None:
    """With what to do; a second time it is kept."""
    refuse(station)
    await person.tap("Done")
    await refused(person)
    await person.tap("Done")
    await expect(person.button("Correct")).to_be_visible()
    assert [FIRST, TYPED, THIRD] == said(station)


async def test_another_line_is_opened_once_this_one_is_kept(
    person: Person, station: FakeStation
) -> None:
    """By a tap that is meant, or by a palm; a line that nobody wrote in is left as it is."""
    await line(person, 2).tap()
    await expect(field(person)).to_have_value(THIRD)
    assert [FIRST, TYPED, THIRD] == said(station)
    await line(person, 0).tap()
    await expect(field(person)).to_have_value(FIRST)
    assert [EditKind.TEXT] == edits(station)


async def test_another_line_stays_closed_where_this_one_is_refused(
    person: Person, station: FakeStation
) -> None:
    """Nor does it open by itself when this one is kept later."""
    refuse(station)
    await line(person, 2).tap()
    await refused(person)
    await person.tap("Keep")
    await expect(field(person)).to_have_count(0)
    assert [FIRST, TYPED, THIRD] == said(station)


async def test_what_is_cancelled_is_dropped(person: Person, station: FakeStation) -> None:
    """Somebody said so."""
    await person.tap("Cancel")
    await expect(field(person)).to_have_count(0)
    await person.tap("Done")
    await expect(person.button("Correct")).to_be_visible()
    assert list(TEXTS) == said(station)


async def test_a_page_that_is_left_keeps_what_is_typed(
    person: Person, station: FakeStation
) -> None:
    """The language, a tab and the way back all leave it."""
    person.read("en")
    await person.seen("header button[lang=en]").tap()
    await expect(line(person, 1)).to_contain_text(TYPED)
    await connected(person.page)
    await correct(person, 2)
    await field(person).fill("Tomorrow.")
    await person.tap("Back")
    await person.page.wait_for_url("**/history")
    await connected(person.page)
    assert [FIRST, TYPED, "Tomorrow."] == said(station)


async def test_what_is_refused_as_the_page_goes_is_there_again(
    person: Person, station: FakeStation
) -> None:
    """In its line, as soon as that is opened."""
    refuse(station)
    await person.page.reload()
    await connected(person.page)
    await correct(person, 0)
    await expect(field(person)).to_have_value(FIRST)
    await line(person, 1).tap()
    await expect(field(person)).to_have_value(TYPED)
    await person.tap("Keep")
    await expect(field(person)).to_have_count(0)
    assert [FIRST, TYPED, THIRD] == said(station)
    await line(person, 1).tap()
    await expect(field(person)).to_have_value(TYPED)


async def test_what_was_kept_as_the_page_went_is_not_offered_once_it_is_undone(
    person: Person, station: FakeStation
) -> None:
    """What somebody took back must not come again."""
    await person.page.reload()
    await expect(line(person, 1)).to_contain_text(TYPED)
    await connected(person.page)
    station.add_recording(ID, texts=TEXTS, duration_s=9)
    station.changed()
    await expect(line(person, 1)).to_contain_text(SECOND)
    await correct(person)
    await expect(field(person)).to_have_value(SECOND)


async def test_a_line_is_split_where_the_cursor_is_in_what_is_typed(
    person: Person, station: FakeStation
) -> None:
    """Not at that place of the text that stood there before."""
    await field(person).evaluate(CARET, len("😀 三号") + 1)
    await person.tap("Split at the cursor")
    await expect(person.seen(".line")).to_have_count(4)
    assert [FIRST, "😀 三号", "生产线", THIRD] == said(station)
    assert [EditKind.TEXT, EditKind.SPLIT] == edits(station)
    await expect(field(person)).to_have_count(0)


async def test_a_cut_that_is_refused_leaves_the_line_open(
    person: Person, station: FakeStation
) -> None:
    """What was typed is kept by then, and can be cut elsewhere."""
    await field(person).evaluate(CARET, 0)
    await person.tap("Split at the cursor")
    await expect(person.seen(".toast.alarm")).to_be_visible()
    await expect(field(person)).to_have_value(TYPED)
    assert [FIRST, TYPED, THIRD] == said(station)
    await field(person).evaluate(CARET, len("😀 三号") + 1)
    await person.tap("Split at the cursor")
    await expect(person.seen(".line")).to_have_count(4)
    assert [FIRST, "😀 三号", "生产线", THIRD] == said(station)


async def test_nothing_is_cut_where_what_is_typed_is_refused(
    person: Person, station: FakeStation
) -> None:
    """The draft and the lines are as they were."""
    refuse(station)
    await person.tap("Split at the cursor")
    await refused(person)
    assert list(TEXTS) == said(station)


async def test_a_line_is_joined_as_it_is_typed(person: Person, station: FakeStation) -> None:
    """With the next one."""
    await person.tap("Join with the next")
    await expect(person.seen(".line")).to_have_count(2)
    assert [FIRST, TYPED + THIRD] == said(station)


async def test_a_line_that_is_removed_comes_back_as_it_was_typed(
    person: Person, station: FakeStation
) -> None:
    """It is kept first; where all of it was wiped out there is nothing to keep."""
    await person.tap("Remove")
    await expect(person.seen(".line")).to_have_count(2)
    assert [EditKind.TEXT, EditKind.REMOVE] == edits(station)
    await line(person, 0).tap()
    await field(person).fill("")
    await person.tap("Remove")
    await expect(person.seen(".line")).to_have_count(1)
    assert [THIRD] == said(station)


async def test_somebody_else_speaks_what_is_typed(person: Person, station: FakeStation) -> None:
    """The line stays open under the question, and a cancelled one drops nothing."""
    await person.tap("Speaker")
    await expect(person.button("Nobody knows")).to_be_visible()
    assert [FIRST, TYPED, THIRD] == said(station)
    await person.tap("Somebody else")
    await expect(field(person)).to_have_count(0)
    assert [EditKind.TEXT, EditKind.SPEAKER] == edits(station)


async def test_letters_that_come_late_go_to_no_other_line(
    person: Person, station: FakeStation
) -> None:
    """The keyboard on the screen writes what was not chosen yet when its field is gone."""
    await person.page.evaluate("window.left = document.querySelector('.line textarea.field')")
    await line(person, 2).tap()
    await expect(field(person)).to_have_value(THIRD)
    await person.page.evaluate("left.value = 'x'; left.dispatchEvent(new InputEvent('input'))")
    await person.tap("Done")
    await expect(person.button("Correct")).to_be_visible()
    assert [FIRST, TYPED, THIRD] == said(station)


@pytest.mark.parametrize("size", [SIZES[0], UPRIGHT], ids=["1280x800", "800x1280"])
async def test_the_keyboard_leaves_room_for_the_line_and_its_buttons(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """Nobody closes it to keep what is typed, nor looks for the end of the line behind it."""
    async with reader(touchscreen, station, settings, address, texts=TEXTS * 9) as person:
        await correct(person, 12)
        await expect(person.seen(".keyboard")).to_be_visible()
        for deed in ("Keep", "Cancel", "Remove"):
            await expect(person.button(deed)).to_be_in_viewport(ratio=1)
        await expect(field(person)).to_be_in_viewport(ratio=1)
        await expect(person.button("Done")).to_be_in_viewport(ratio=1)


async def test_a_line_is_a_button_for_keys_too(person: Person) -> None:
    """Space opens it as Enter does, and the open one has a name: its place."""
    await expect(person.page.get_by_role("group", name="0:00:03")).to_have_class(
        re.compile("opened")
    )
    await person.tap("Cancel")
    await line(person, 2).press("Space")
    await expect(field(person)).to_have_value(THIRD)


async def test_each_draft_that_was_left_has_a_way_of_its_own(
    person: Person, station: FakeStation
) -> None:
    """Its button names the place; what is read aloud at once are the words alone."""
    refuse(station)
    await person.page.reload()
    await connected(person.page)
    words = person.seen(".left-draft [role=status]")
    await expect(words).to_contain_text(TYPED)
    await expect(words.locator("button")).to_have_count(0)
    named = f"{person._('Go on writing')} 0:00:03"
    await person.page.get_by_role("button", name=named).tap()
    await expect(field(person)).to_have_value(TYPED)


@pytest.mark.parametrize(("side", "caret"), [("left", 3), ("right", 4)])
async def test_a_line_is_begun_where_it_is_tapped(person: Person, side: str, caret: int) -> None:
    """The keys for the caret are few and slow under a glove; before or behind a character."""
    place = await line(person, 2).evaluate(PLACE_OF, 3)
    inward = 4 if side == "left" else -4
    await person.page.touchscreen.tap(place[side] + inward, place["y"])
    await expect(field(person)).to_have_value(THIRD)
    await expect(field(person)).to_be_focused()
    assert [caret, caret] == await field(person).evaluate(BEGUN_AT)


async def test_a_character_of_two_units_is_not_parted(person: Person) -> None:
    """What is typed stands before or behind it."""
    await person.tap("Keep")
    place = await line(person, 1).evaluate(PLACE_OF, 0)
    await person.page.touchscreen.tap(place["right"] - 1, place["y"])
    await expect(field(person)).to_have_value(TYPED)
    await expect(field(person)).to_be_focused()
    assert (await field(person).evaluate(BEGUN_AT))[0] in {0, len("😀") + 1}


async def test_a_line_that_is_opened_by_a_key_is_begun_at_its_end(person: Person) -> None:
    """There is no place of a finger to begin at."""
    await line(person, 2).press("Enter")
    await expect(field(person)).to_have_value(THIRD)
    await expect(field(person)).to_be_focused()
    assert [len(THIRD)] * 2 == await field(person).evaluate(BEGUN_AT)
