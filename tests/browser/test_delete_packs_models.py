"""Packs of hot words and models are deleted by fingers, over the real station and its folders."""

import pytest
from nicegui import Client
from playwright.async_api import BrowserContext, Locator, expect

from appliance.library.audit import AuditLog
from tests.browser.audit import Watchman, audit, settled
from tests.browser.person import Person
from tests.browser.screens import SIZES, UPRIGHT
from tests.browser.test_stories_lock import enter
from tests.fakes.box_screen import BoxScreen
from tests.fakes.models import SENSE_VOICE, install
from tests.fakes.offers import end_newest
from ui.offers import Offers
from ui.widgets.toast import Toast
from ui.wording import size as size_words

PIN = "135790"
PACK = "第二车间的设备、零件和供应商的名称 spare-parts-and-suppliers-2026"
MODEL = "a-speech-model-with-a-name-that-is-longer-than-others"
ROOM = size_words(sum(map(len, SENSE_VOICE.values())))
LEAST_PX = 300
"""So wide is what stands beside a button; narrower, its words break amid letters."""

pytestmark = pytest.mark.timeout(240)


def offers() -> Offers:
    """Return what can be undone on the one page that is open."""
    (place,) = (
        element
        for client in Client.instances.values()
        for element in client.elements.values()
        if isinstance(element, Toast)
    )
    return place._offers


async def touch_twice(person: Person, row: Locator, asks: str) -> None:
    """Touch the button of a row, then the very same place again; the name keeps its room."""
    button = row.locator(".sure")
    await button.scroll_into_view_if_needed()
    await settled(person.page)
    place, name = await button.bounding_box(), await row.locator(".row-body").bounding_box()
    assert place is not None
    assert name is not None
    assert name["width"] >= LEAST_PX
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    await person.page.touchscreen.tap(x, y)
    await expect(button).to_contain_text(asks)
    await settled(person.page)
    asking = await button.bounding_box()
    assert asking is not None
    assert (place["x"], place["width"]) == (asking["x"], asking["width"])
    assert [] == await audit(person.page)
    await person.page.touchscreen.tap(x, y)


@pytest.mark.parametrize("size", [SIZES[0], UPRIGHT], ids=["lying", "upright"])
async def test_a_pack_and_a_model_are_deleted_by_touch(
    touchscreen: BrowserContext, screen: BoxScreen
) -> None:
    """By a second touch at the same place and the PIN; undo brings back, time makes room."""
    paths = screen.box.paths
    paths.lexicons.mkdir(exist_ok=True)
    file = paths.lexicons / f"{PACK}.txt"
    file.write_text("温度传感器\n家具=>夹具\n", encoding="utf-8")
    for name in (MODEL, "fake"):
        install(paths.models, name)
    await screen.station.lock.set_pin(PIN)
    watchman = Watchman(touchscreen, screen.address)
    person = await Person.at(touchscreen, f"{screen.address}/settings")
    pack = person.seen(".row").filter(has_text=PACK)
    model = person.seen(".row").filter(has_text=MODEL.title())

    await touch_twice(person, pack, person._("Tap again to delete"))
    await enter(person, PIN)
    await expect(pack).to_have_count(0)
    assert not file.exists()
    await person.tap("Undo")
    await expect(pack).to_be_visible()
    assert "温度传感器\n家具=>夹具\n" == file.read_text(encoding="utf-8")

    await touch_twice(person, model, person._("Tap again: {size} become free", size=ROOM))
    await expect(model).to_contain_text(person._("Being deleted"))
    assert [] == await audit(person.page)
    assert (paths.models / MODEL).is_dir()
    await person.seen(".toast .bare").tap()
    await expect(person.seen(".toast.folded")).to_contain_text(person._("Undo"))
    await settled(person.page)
    assert [] == await audit(person.page)
    assert (paths.models / MODEL).is_dir()
    end_newest(offers())
    await expect(model).to_have_count(0)
    assert not (paths.models / MODEL).exists()

    loaded = person.seen(".row").filter(has_text=person._("This model is loaded at present."))
    await expect(loaded).to_contain_text("Fake")
    await expect(loaded.locator(".sure")).to_have_count(0)
    deeds = [line.deed for line in reversed(AuditLog(paths.data).newest(3))]
    assert ["remove-lexicon", "restore-lexicon", "remove-model"] == deeds
    assert [] == watchman.noted
