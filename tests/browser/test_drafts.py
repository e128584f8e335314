"""What is typed into a line while its text becomes another one: it is kept, or offered."""

from collections.abc import AsyncIterator
from typing import NoReturn

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from appliance.config import Settings
from appliance.domain.editing import EditRequest
from appliance.domain.transcript import TranscriptKind
from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from tests.browser.correcting import (
    BETTER,
    FIRST,
    ID,
    LONG,
    SECOND,
    TEXTS,
    THIRD,
    TYPED,
    become,
    correct,
    field,
    left,
    line,
    reader,
    said,
    write,
)
from tests.browser.person import Person
from tests.fakes.editing_shelf import EditingShelf
from tests.fakes.station import FakeStation
from tests.fakes.words import write_words

PUT_RIGHT = "先看上上周的进度。"

ANSWERED = """() => {
  const lines = getElement(document.querySelector(".text-lines").id.slice(1));
  return lines.wishes.some((wish) => wish.isAnswered);
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def person(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> AsyncIterator[Person]:
    """Somebody before three lines."""
    async with reader(touchscreen, station, settings, address) as person:
        yield person


async def refused(_recording_id: str, _edit: EditRequest, _permit: Permit | None) -> NoReturn:
    """Edit nothing."""
    raise ApplianceError("The text is being made.", hint="Wait a moment.")


async def test_undo_takes_back_what_is_typed(person: Person, station: FakeStation) -> None:
    """It is kept first: it was written last, and Redo brings it back."""
    await correct(person, 0)
    await write(person, PUT_RIGHT)
    await line(person, 1).tap()
    await expect(field(person)).to_have_value(SECOND)
    await write(person)
    await person.tap("Undo")
    await expect(field(person)).to_have_count(0)
    await expect(line(person, 1)).to_contain_text(SECOND)
    assert [PUT_RIGHT, SECOND, THIRD] == said(station)
    await person.tap("Redo")
    await expect(line(person, 1)).to_contain_text(TYPED)


async def test_undo_gives_a_line_that_was_wiped_its_text_again(
    person: Person, station: FakeStation
) -> None:
    """Nothing was typed that could be kept, and what was kept before stays."""
    await correct(person, 0)
    await write(person, PUT_RIGHT)
    await line(person, 1).tap()
    await expect(field(person)).to_have_value(SECOND)
    await field(person).fill("")
    await person.tap("Undo")
    await expect(field(person)).to_have_value(SECOND)
    assert [PUT_RIGHT, SECOND, THIRD] == said(station)


async def test_undo_that_cannot_keep_what_is_typed_undoes_nothing(
    person: Person, station: FakeStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says why; what is typed stays open."""
    await correct(person, 0)
    await write(person, PUT_RIGHT)
    await line(person, 1).tap()
    await expect(field(person)).to_have_value(SECOND)
    await write(person)
    monkeypatch.setattr(station.shelf, "edit", refused)
    await person.tap("Undo")
    await person.reads(".toast", "The text is being made.")
    await expect(field(person)).to_have_value(TYPED)
    assert [PUT_RIGHT, SECOND, THIRD] == said(station)


async def test_redo_leaves_what_is_typed_open(person: Person, station: FakeStation) -> None:
    """Keeping it would forget what is to be made again; both are seen, and one is chosen."""
    await correct(person)
    await write(person, BETTER)
    await person.tap("Keep")
    await expect(field(person)).to_have_count(0)
    await person.tap("Undo")
    await expect(line(person, 1)).to_contain_text(SECOND)
    await line(person, 1).tap()
    await expect(field(person)).to_have_value(SECOND)
    await write(person)
    await person.tap("Redo")
    await expect(person.seen(".line .other")).to_contain_text(BETTER)
    await expect(field(person)).to_have_value(TYPED)
    assert [FIRST, BETTER, THIRD] == said(station)
    await person.tap("Keep")
    await expect(field(person)).to_have_count(0)
    assert [FIRST, TYPED, THIRD] == said(station)


async def test_a_better_text_leaves_what_is_typed_open(
    person: Person, station: FakeStation
) -> None:
    """In the line that is said at that moment now, under what stands there; Cancel leaves that."""
    await correct(person)
    await write(person)
    await become(person, station, FIRST + SECOND, THIRD, shown=FIRST + SECOND)
    await expect(field(person)).to_have_value(TYPED)
    await expect(field(person)).to_be_focused()
    await expect(person.seen(".line .other")).to_contain_text(FIRST + SECOND)
    await expect(person.seen(".line .other")).to_be_in_viewport(ratio=1)
    await expect(person.button("Keep")).to_be_in_viewport(ratio=1)
    await person.tap("Cancel")
    await expect(line(person, 0)).to_contain_text(FIRST + SECOND)
    assert [FIRST + SECOND, THIRD] == said(station)


async def test_a_better_text_is_shown_in_a_line_in_which_nobody_wrote(
    person: Person, station: FakeStation
) -> None:
    """The field stays under the finger."""
    await correct(person)
    await become(person, station, FIRST, BETTER, THIRD, shown=FIRST)
    await expect(field(person)).to_have_value(BETTER)
    await expect(person.seen(".line .other")).to_have_count(0)


async def test_nothing_is_written_over_a_better_text_by_going_on(
    person: Person, station: FakeStation
) -> None:
    """Who goes on without choosing finds what was typed above the text, and takes it up there."""
    await correct(person)
    await write(person)
    await become(person, station, FIRST, BETTER, THIRD, shown=BETTER)
    await line(person, 2).tap()
    await expect(field(person)).to_have_value(THIRD)
    await expect(left(person)).to_contain_text(TYPED)
    await person.tap("Done")
    await expect(person.button("Correct")).to_be_visible()
    assert [FIRST, BETTER, THIRD] == said(station)
    await person.tap("Go on writing")
    await expect(field(person)).to_have_value(TYPED)
    await expect(person.seen(".line .other")).to_contain_text(BETTER)
    await expect(left(person)).to_have_count(0)
    await person.tap("Keep")
    await expect(field(person)).to_have_count(0)
    assert [FIRST, TYPED, THIRD] == said(station)


async def test_wishes_are_done_one_after_the_other(person: Person, station: FakeStation) -> None:
    """Who taps while the station is slow is heard; the second wish is meant for what is kept."""
    assert isinstance(station.shelf, EditingShelf)
    await correct(person)
    await write(person)
    station.shelf.gate.clear()
    await person.tap("Keep")
    await person.tap("Keep")
    await person.tap("Join with the next")
    station.shelf.gate.set()
    await expect(person.seen(".line")).to_have_count(2)
    await expect(field(person)).to_have_count(0)
    assert [FIRST, TYPED + THIRD] == said(station)
    await expect(person.seen(".toast")).to_have_count(0)


async def test_what_is_typed_stays_until_its_own_wish_is_answered(
    person: Person, station: FakeStation
) -> None:
    """A first wish that is done closes nothing that was written since."""
    assert isinstance(station.shelf, EditingShelf)
    await correct(person)
    await write(person, BETTER)
    station.shelf.gate.clear()
    await person.tap("Keep")
    await write(person)
    station.shelf.gate.set()
    await person.page.wait_for_function(ANSWERED)
    await expect(field(person)).to_have_value(TYPED)
    assert [FIRST, BETTER, THIRD] == said(station)
    await person.tap("Done")
    await expect(person.button("Correct")).to_be_visible()
    assert [FIRST, TYPED, THIRD] == said(station)


async def test_the_first_thing_that_is_typed_can_be_undone(
    person: Person, station: FakeStation
) -> None:
    """Before anything was kept; Undo is off again once there is nothing to take back."""
    undo = person.button("Undo")
    await correct(person)
    await expect(undo).to_be_disabled()
    await write(person)
    await expect(undo).to_be_enabled()
    await undo.tap()
    await expect(field(person)).to_have_count(0)
    await expect(undo).to_be_disabled()
    assert list(TEXTS) == said(station)
    await line(person, 1).tap()
    await write(person)
    await expect(undo).to_be_enabled()
    await person.tap("Cancel")
    await expect(undo).to_be_disabled()


async def test_undo_takes_back_no_draft_beside_another_text(
    person: Person, station: FakeStation
) -> None:
    """It would not be kept first, so there is nothing that Undo could take back."""
    await correct(person)
    await write(person)
    await expect(person.button("Undo")).to_be_enabled()
    await become(person, station, FIRST, BETTER, THIRD, shown=BETTER)
    await expect(person.button("Undo")).to_be_disabled()


async def test_letters_without_a_chosen_word_outlive_a_line_that_moves(
    person: Person, station: FakeStation, settings: Settings
) -> None:
    """A better text begins elsewhere; the field is the same one, and the keyboard still at it."""
    write_words(settings.paths.pinyin)
    await correct(person)
    await field(person).fill(PUT_RIGHT)
    for letter in "wo":
        await person.seen(f'.keyboard [data-key="{letter}"]').tap()
    await expect(person.seen(".composition .letters")).to_have_text("wo")
    await become(person, station, FIRST + SECOND, THIRD, shown=FIRST + SECOND)
    await expect(person.seen(".line .other")).to_be_visible()
    await expect(person.seen(".composition .letters")).to_have_text("wo")
    await person.tap("Keep")
    await expect(field(person)).to_have_count(0)
    assert [PUT_RIGHT + "我", THIRD] == said(station)


async def test_the_last_line_stays_open_where_a_better_text_has_more_of_them(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """They come as far as the former ones did: letters without a chosen word are not lost."""
    write_words(settings.paths.pinyin)
    former, better = LONG[:190], LONG[:300]
    async with reader(touchscreen, station, settings, address, texts=former) as person:
        await person.page.evaluate("document.querySelector('.lines').scrollTop = 1e7")
        await correct(person, 189)
        await field(person).fill(PUT_RIGHT)
        for letter in "wo":
            await person.seen(f'.keyboard [data-key="{letter}"]').tap()
        await expect(person.seen(".composition .letters")).to_have_text("wo")
        station.add_recording(ID, texts=better, duration_s=570, kind=TranscriptKind.SECOND_PASS)
        station.changed()
        await expect(person.seen(".line .other")).to_be_visible()
        await expect(person.seen(".composition .letters")).to_have_text("wo")
        await person.tap("Keep")
        await expect(field(person)).to_have_count(0)
        assert PUT_RIGHT + "我" in said(station)
