"""What was typed and not kept as its page went: it is offered, and dropped only by a finger."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from nicegui import Client
from playwright.async_api import BrowserContext, expect

from appliance.config import Settings
from appliance.domain.editing import EditRequest
from appliance.domain.transcript import TranscriptKind
from appliance.station.face_lock import Permit
from appliance.wire.shelf import HistoryTold
from tests.browser.correcting import (
    BETTER,
    FIRST,
    FORGOTTEN,
    ID,
    LONG,
    SECOND,
    THIRD,
    TYPED,
    become,
    correct,
    field,
    left,
    line,
    reader,
    refuse,
    said,
    write,
)
from tests.browser.masked import leaks
from tests.browser.person import Person, connected, until
from tests.fakes.station import FakeStation

FAR = 412


@pytest_asyncio.fixture(loop_scope="session")
async def person(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> AsyncIterator[Person]:
    """Somebody whose line was refused as the page went."""
    async with reader(touchscreen, station, settings, address) as person:
        await correct(person)
        await write(person)
        refuse(station)
        await person.page.reload()
        await connected(person.page)
        await expect(left(person)).to_contain_text(TYPED)
        yield person


async def drop(person: Person) -> None:
    """Drop what is left."""
    await person.tap("Drop")
    await expect(left(person)).to_have_count(0)
    await person.reads(".toast", "What was typed is dropped.")


async def test_what_was_refused_as_the_page_went_is_offered(
    person: Person, station: FakeStation
) -> None:
    """Whatever became of its line meanwhile; it is gone for good only where somebody cancels it."""
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
    await expect(person.button("Go on writing")).to_be_visible()
    station.add_recording(ID, duration_s=9, kind=TranscriptKind.SECOND_PASS)
    station.changed()
    await expect(line(person, 0)).to_have_count(0)
    await expect(left(person)).to_contain_text(TYPED)
    await expect(left(person).get_by_role("button")).to_have_count(1)
    await drop(person)
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


async def test_a_draft_that_was_dropped_is_had_back_on_another_page(
    person: Person, address: str
) -> None:
    """It is offered again in its place."""
    await drop(person)
    await person.page.goto(f"{address}/history")
    await connected(person.page)
    await person.tap("Undo")
    await person.page.wait_for_function(f"!({FORGOTTEN})")
    await person.page.go_back()
    await connected(person.page)
    await expect(left(person)).to_contain_text(TYPED)


async def test_what_was_dropped_in_a_tab_that_is_closed_cannot_be_had_back(
    person: Person, address: str
) -> None:
    """Whoever tries it elsewhere is told so."""
    await drop(person)
    other = await Person.at(person.page.context, f"{address}/history")
    await person.page.close()
    await until(lambda: 1 == sum(page.has_socket_connection for page in Client.instances.values()))
    await other.tap("Undo")
    await other.reads(".toast", "What was typed cannot be had back.")


async def test_a_line_that_is_another_one_opens_with_what_was_typed(
    person: Person, station: FakeStation
) -> None:
    """By a tap on it, too."""
    await become(person, station, FIRST, BETTER, THIRD, shown=BETTER)
    await correct(person)
    await expect(field(person)).to_have_value(TYPED)
    await expect(person.seen(".line .other")).to_contain_text(BETTER)


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "opened again"])
async def test_what_was_typed_goes_with_its_recording(
    person: Person, station: FakeStation, *, is_open: bool
) -> None:
    """Nobody who sits here next reads what belonged to one that was removed for good."""
    assert not await person.page.evaluate(FORGOTTEN)
    if not is_open:
        await person.page.goto("about:blank")
    del station.views[ID]
    station.changed()
    if not is_open:
        await person.page.go_back()
    await person.page.wait_for_function(FORGOTTEN)
    await expect(person.button("To the history")).to_be_visible()


async def test_what_was_typed_is_compared_with_the_text_that_is_corrected(
    person: Person, station: FakeStation
) -> None:
    """Another version that reads like it proves nothing: the draft is kept nowhere."""
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
