"""The station is started again while its pages are open."""

import asyncio

from playwright.async_api import BrowserContext, expect

from appliance.config import Settings
from appliance.diagnostics.facts import Facts, SoundCard, SoundFacts
from appliance.station.face_licences import LicencesTold, Licensed
from appliance.station.face_settings import Option
from appliance.wire.shelf import AuditEntry, AuditTold
from tests.browser.audit import Watchman
from tests.browser.person import Person
from tests.fakes.queued import queued
from tests.fakes.screen import fresh_screen, serving
from tests.fakes.speech import on_disk
from tests.fakes.station import STICK, FakeStation
from tests.fakes.words import write_words

ID = "20250512-093000-a1b2"
PATHS = (
    "/files",
    "/history",
    f"/transcript/{ID}",
    f"/speech/{ID}",
    "/stick",
    "/settings",
    "/settings/audit",
    "/settings/licences",
    "/doctor",
    "/welcome?step=1",
)
"""Of the pages besides Record, which has a story of its own."""

AWAY = ("Failed to load resource: net::", "WebSocket ")
"""What the browser itself notes of a station that is away."""


def told_of(name: str) -> FakeStation:
    """Return a station that tells this name on each of these pages."""
    station = FakeStation()
    station.add_recording(ID, title=name, texts=("二号冷却泵的噪音比上个月大。",), duration_s=1)
    station.files.files = (queued(1, name=name),)
    station.plugged = (STICK.model_copy(update={"label": name}),)
    station.settings.microphones = tuple(
        Option(value=f"name:{title}", title=title, is_name=True) for title in (name, "USB")
    )
    deed = AuditEntry(at="2025-05-12T08:41:00Z", clock_trusted=True, deed="export", subject=name)
    station.shelf.audit_told = AuditTold(entries=(deed,))
    model = Licensed(name=name, title=name, licence="MIT")
    station.licences.everything = LicencesTold(models=(model,), packages=())
    station.doctor.facts = Facts(sound=SoundFacts(cards=(SoundCard(name=name),)))
    return station


async def test_every_page_comes_back_with_what_is_now(
    touchscreen: BrowserContext, settings: Settings
) -> None:
    """Each says so at once and is loaded again by itself: as it was asked for, with what is new."""
    on_disk(settings.paths, ID)
    write_words(settings.paths.pinyin)
    port = settings.station.port
    watchman = Watchman(touchscreen, f"http://127.0.0.1:{port}")
    with fresh_screen(told_of("早会"), settings) as app:
        async with serving(app, port) as address:
            people = [Person.at(touchscreen, f"{address}{path}") for path in PATHS]
            open_pages = dict(zip(PATHS, await asyncio.gather(*people), strict=True))
            history = open_pages["/history"]
            await open_pages["/settings"].tap("Sound")
            for person in open_pages.values():
                await expect(person.seen(".main")).to_contain_text("早会")
            await history.seen("input.field").fill("冷却")
            await history.page.wait_for_url("**q=*")
    for person in open_pages.values():
        await person.reads("#restarting", "Starting again")
        await expect(person.seen("#restarting")).to_be_visible()
    with fresh_screen(told_of("晚会"), settings) as app:
        async with serving(app, port):
            for person in open_pages.values():
                await expect(person.seen(".main")).to_contain_text("晚会")
                await expect(person.seen("#restarting")).to_be_hidden()
            await expect(history.seen("input.field")).to_have_value("冷却")
            assert [] == [
                noted for noted in watchman.noted if not any(away in noted for away in AWAY)
            ]
