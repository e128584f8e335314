"""A title or tags that are typed half outlive a reload of their page."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, expect

from appliance.config import Settings
from tests.browser.audit import Watchman, audit
from tests.browser.correcting import FORGOTTEN
from tests.browser.person import Person, connected
from tests.fakes.screen import write_tone
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"


@pytest_asyncio.fixture(loop_scope="session")
async def person(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> AsyncIterator[Person]:
    """Somebody before a transcript."""
    station.add_recording(ID, texts=("先看上周的进度。",), duration_s=9)
    write_tone(settings.paths, ID, 9)
    watchman = Watchman(touchscreen, address)
    yield await Person.at(touchscreen, f"{address}/transcript/{ID}")
    assert [] == watchman.noted


def fields(person: Person) -> Locator:
    """Return those of the sheet."""
    return person.seen(".sheet:visible input.field")


async def reload(person: Person) -> None:
    """Load the page again."""
    await person.page.reload()
    await connected(person.page)


async def test_the_title_of_the_next_recording(person: Person) -> None:
    """It stands in its field again, which says so, until it is kept."""
    await person.page.goto(person.page.url.partition("/transcript")[0])
    await connected(person.page)
    await person.tap("Name the next recording")
    await fields(person).press_sequentially("泵站")
    await reload(person)
    await person.tap("Name the next recording")
    await expect(fields(person)).to_have_value("泵站")
    await person.reads(".sheet:visible .hint", "Typed before, but not kept yet.")
    await person.tap("Keep")
    await expect(person.seen(".title-line")).to_contain_text("泵站")
    await person.page.wait_for_function(FORGOTTEN)


async def test_the_title_is_typed_without_another_tap(person: Person) -> None:
    """Its sheet opens with the field ready and the keys of the screen there."""
    await person.page.goto(person.page.url.partition("/transcript")[0])
    await connected(person.page)
    await person.seen(".title-line").tap()
    await expect(fields(person)).to_be_focused()
    await expect(person.seen(".keyboard")).to_be_visible()


@pytest.mark.parametrize("end", ["Done", "Cancel"])
async def test_title_and_tags_of_a_recording(
    person: Person, station: FakeStation, end: str
) -> None:
    """They are kept as typed by *Done*, and forgotten by *Cancel*."""
    await person.tap("Details")
    await fields(person).nth(0).press_sequentially("泵站")
    await fields(person).nth(1).press_sequentially("周会")
    await reload(person)
    await person.tap("Details")
    await expect(fields(person).nth(0)).to_have_value("泵站")
    await expect(fields(person).nth(1)).to_have_value("周会")
    await person.tap(end)
    await expect(person.seen(".sheet:visible")).to_have_count(0)
    await person.page.wait_for_function(FORGOTTEN)
    asked = [("rename", ID, "泵站"), ("tag", ID, ("周会",), ())]
    assert (asked if end == "Done" else []) == station.shelf.asked


@pytest.mark.parametrize("end", ["Done", "Cancel"])
async def test_what_was_changed_elsewhere_meanwhile_is_not_undone(
    person: Person, station: FakeStation, end: str
) -> None:
    """A draft of what stood there before is shown below the field; only a tap puts it in."""
    await person.tap("Details")
    await fields(person).nth(1).press_sequentially("周会 泵")
    await person.page.wait_for_function("sessionStorage.length > 0")
    view = station.views[ID]
    station.views[ID] = replace(view, summary=replace(view.summary, tags=("质量",)))
    await reload(person)
    await person.tap("Details")
    await expect(fields(person).nth(1)).to_have_value("质量")
    await person.reads(".sheet:visible .hint .said", "周会 泵")
    await person.tap(end)
    await expect(person.seen(".sheet:visible")).to_have_count(0)
    await person.page.wait_for_function(FORGOTTEN)
    assert [] == station.shelf.asked


async def test_what_was_typed_before_a_change_elsewhere_can_be_put_in(
    person: Person, station: FakeStation
) -> None:
    """Nobody types it again; it is a draft then, as it was."""
    await person.tap("Details")
    await fields(person).nth(0).press_sequentially("泵站")
    await person.page.wait_for_function("sessionStorage.length > 0")
    view = station.views[ID]
    station.views[ID] = replace(view, summary=replace(view.summary, title="周会"))
    await reload(person)
    await person.tap("Details")
    assert [] == await audit(person.page)
    await person.tap("Put it into the field")
    await expect(fields(person).nth(0)).to_have_value("泵站")
    await expect(person.button("Put it into the field")).to_have_count(0)
    await reload(person)
    await person.tap("Details")
    await expect(fields(person).nth(0)).to_have_value("泵站")
    await person.tap("Done")
    await expect(person.seen(".sheet:visible")).to_have_count(0)
    assert [("rename", ID, "泵站")] == station.shelf.asked


async def test_they_go_with_their_recording(person: Person, station: FakeStation) -> None:
    """Nobody who sits here next reads what belonged to one that was removed for good."""
    await person.tap("Details")
    await fields(person).nth(0).press_sequentially("泵站")
    assert not await person.page.evaluate(FORGOTTEN)
    del station.views[ID]
    station.changed()
    await person.page.wait_for_function(FORGOTTEN)
