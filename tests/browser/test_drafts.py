"""What is typed into a line while its text becomes another one: it is kept, or offered."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import NoReturn

import pytest
import pytest_asyncio
from nicegui import Client
from playwright.async_api import BrowserContext, Locator, expect

from appliance.config import Settings
from appliance.domain.editing import EditRequest
from appliance.domain.transcript import TranscriptKind
from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.wire.shelf import HistoryTold
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
from tests.browser.masked import leaks
from tests.browser.person import Person, connected, until
from tests.fakes.editing_shelf import EditingShelf
from tests.fakes.station import FakeStation
from tests.fakes.words import write_words

BETTER = "三号线的良率提高了百分之二。"
PUT_RIGHT = "先看上上周的进度。"
LONG = tuple(f"第{number}句。" for number in range(600))
FAR = 412
FORGOTTEN = "!Object.keys(sessionStorage).some((name) => name.startsWith('tingxia-draft'))"

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


def left(person: Person) -> Locator:
    """Return what was typed and is not kept."""
    return person.seen(".left-draft")


async def refused(_recording_id: str, _edit: EditRequest, _permit: Permit | None) -> NoReturn:
    """Edit nothing."""
    raise ApplianceError("The text is being made.", hint="Wait a moment.")


async def become(person: Person, station: FakeStation, *texts: str, shown: str) -> None:
    """Have the second pass put another text in the place of this one."""
    station.add_recording(ID, texts=texts, duration_s=9, kind=TranscriptKind.SECOND_PASS)
    station.changed()
    await expect(person.seen(".lines")).to_contain_text(shown)


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


async def test_what_was_refused_as_the_page_went_is_offered(
    person: Person, station: FakeStation
) -> None:
    """Whatever became of its line meanwhile; it is gone for good only where somebody cancels it."""
    await correct(person)
    await write(person)
    refuse(station)
    await person.page.reload()
    await connected(person.page)
    await expect(left(person)).to_contain_text(TYPED)
    assert [] == await leaks(person.page, "zh-CN")
    await become(person, station, FIRST, BETTER, THIRD, shown=BETTER)
    await expect(left(person)).to_contain_text(TYPED)
    await person.page.reload()
    await connected(person.page)
    await person.tap("Go on writing")
    await expect(field(person)).to_have_value(TYPED)
    await expect(person.seen(".line .other")).to_contain_text(BETTER)
    await person.tap("Cancel")
    await expect(field(person)).to_have_count(0)
    await person.page.reload()
    await connected(person.page)
    await correct(person)
    await expect(field(person)).to_have_value(BETTER)
    await expect(left(person)).to_have_count(0)


async def test_a_draft_without_a_line_can_only_be_dropped(
    person: Person, station: FakeStation
) -> None:
    """Nowhere is left to go on with it; for a while it can be had back."""
    await correct(person)
    await write(person)
    refuse(station)
    await person.page.reload()
    await connected(person.page)
    await expect(person.button("Go on writing")).to_be_visible()
    station.add_recording(ID, duration_s=9, kind=TranscriptKind.SECOND_PASS)
    station.changed()
    await expect(line(person, 0)).to_have_count(0)
    await expect(left(person)).to_contain_text(TYPED)
    await expect(left(person).get_by_role("button")).to_have_count(1)
    await person.tap("Drop")
    await expect(left(person)).to_have_count(0)
    await person.reads(".toast", "What was typed is dropped.")
    assert [] == await leaks(person.page, "zh-CN")
    assert await person.page.evaluate(FORGOTTEN)
    await person.tap("Undo")
    await expect(left(person)).to_contain_text(TYPED)
    assert not await person.page.evaluate(FORGOTTEN)
    await person.tap("Drop")
    await expect(left(person)).to_have_count(0)
    await person.page.reload()
    await connected(person.page)
    assert await person.page.evaluate(FORGOTTEN)
    await expect(left(person)).to_have_count(0)


async def dropped(person: Person, station: FakeStation) -> None:
    """Drop what was refused as the page went."""
    await correct(person)
    await write(person)
    refuse(station)
    await person.page.reload()
    await connected(person.page)
    await person.tap("Drop")
    await person.reads(".toast", "What was typed is dropped.")


async def test_a_draft_that_was_dropped_is_had_back_on_another_page(
    person: Person, station: FakeStation, address: str
) -> None:
    """It is offered again in its place."""
    await dropped(person, station)
    await person.page.goto(f"{address}/history")
    await connected(person.page)
    await person.tap("Undo")
    await person.page.wait_for_function(f"!({FORGOTTEN})")
    await person.page.go_back()
    await connected(person.page)
    await expect(left(person)).to_contain_text(TYPED)


async def test_what_was_dropped_in_a_tab_that_is_closed_cannot_be_had_back(
    person: Person, station: FakeStation, address: str
) -> None:
    """Whoever tries it elsewhere is told so."""
    await dropped(person, station)
    other = await Person.at(person.page.context, f"{address}/history")
    await person.page.close()
    await until(lambda: 1 == sum(page.has_socket_connection for page in Client.instances.values()))
    await other.tap("Undo")
    await other.reads(".toast", "What was typed cannot be had back.")


async def test_a_line_that_is_another_one_opens_with_what_was_typed(
    person: Person, station: FakeStation
) -> None:
    """By a tap on it, too."""
    await correct(person)
    await write(person)
    refuse(station)
    await person.page.reload()
    await expect(left(person)).to_contain_text(TYPED)
    await become(person, station, FIRST, BETTER, THIRD, shown=BETTER)
    await correct(person)
    await expect(field(person)).to_have_value(TYPED)
    await expect(person.seen(".line .other")).to_contain_text(BETTER)


async def test_a_line_that_was_removed_is_no_draft(
    touchscreen: BrowserContext,
    station: FakeStation,
    settings: Settings,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody typed it; also where its page hears of the removal before it is answered."""
    async with reader(touchscreen, station, settings, address, texts=(FIRST,)) as person:
        edit = station.shelf.edit

        async def late(
            recording_id: str, request: EditRequest, permit: Permit | None
        ) -> HistoryTold:
            told = await edit(recording_id, request, permit)
            await expect(person.seen(".line")).to_have_count(0)
            return told

        monkeypatch.setattr(station.shelf, "edit", late)
        await correct(person, 0)
        await person.tap("Remove")
        await expect(person.seen(".line")).to_have_count(0)
        await person.tap("Done")
        await expect(person.button("Correct")).to_be_visible()
        await expect(left(person)).to_have_count(0)
        assert [] == said(station)


async def far_down(person: Person) -> None:
    """Scroll to a line that came with none of the first."""
    for _ in range(2):
        await person.page.evaluate("document.querySelector('.lines').scrollTop = 1e7")
        await expect(person.seen(".line")).not_to_have_count(200)
    await expect(person.seen(".line")).to_have_count(600)
    await line(person, FAR).scroll_into_view_if_needed()


async def test_what_was_typed_far_down_is_kept_or_offered(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """Lines that the browser has not yet are read up to there."""
    async with reader(touchscreen, station, settings, address, texts=LONG) as person:
        await far_down(person)
        await correct(person, FAR)
        await expect(field(person)).to_have_value(LONG[FAR])
        await write(person)
        refuse(station)
        await person.page.reload()
        await expect(left(person)).to_contain_text(TYPED)
        await connected(person.page)
        await person.tap("Go on writing")
        await expect(field(person)).to_have_value(TYPED)
        await expect(field(person)).to_be_in_viewport()
        await person.page.reload()
        await person.page.wait_for_function(FORGOTTEN)
        await expect(left(person)).to_have_count(0)
        assert TYPED == said(station)[FAR]


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


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "opened again"])
async def test_what_was_typed_goes_with_its_recording(
    person: Person, station: FakeStation, *, is_open: bool
) -> None:
    """Nobody who sits here next reads what belonged to one that was removed for good."""
    await correct(person)
    await write(person)
    refuse(station)
    await person.page.reload()
    await connected(person.page)
    await expect(left(person)).to_contain_text(TYPED)
    assert not await person.page.evaluate(FORGOTTEN)
    if not is_open:
        await person.page.goto("about:blank")
    del station.views[ID]
    station.changed()
    if not is_open:
        await person.page.go_back()
    await person.page.wait_for_function(FORGOTTEN)
    await expect(person.button("To the history")).to_be_visible()


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


async def test_what_was_typed_is_compared_with_the_text_that_is_corrected(
    person: Person, station: FakeStation
) -> None:
    """Another version that reads like it proves nothing: the draft is kept nowhere."""
    await correct(person)
    await write(person)
    refuse(station)
    await person.page.reload()
    await connected(person.page)
    await expect(left(person)).to_contain_text(TYPED)
    texts = station.views[ID].transcript
    assert texts is not None
    older = tuple(replace(each, raw_text=TYPED) for each in texts.segments)
    view = station.views[ID]
    station.views[ID] = replace(view, transcript=replace(texts, segments=older))
    await person.tap("Text")
    await person.tap("As it was recognised")
    await expect(line(person, 1)).to_contain_text(TYPED)
    await person.tap("Done")
    await person.page.reload()
    await expect(line(person, 1)).to_contain_text(SECOND)
    await expect(left(person)).to_contain_text(TYPED)


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
