"""Takes the pictures of the documentation: ``python -m tests.browser.pictures [NAME…]``."""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from itertools import product
from pathlib import Path
from unittest.mock import patch

from playwright.async_api import Locator, Page, async_playwright

from appliance.api import create_app
from appliance.diagnostics.chromium import FLAGS, executable
from tests.browser.audit import settled
from tests.browser.person import Person, connected
from tests.browser.picture_views import PICTURES, Picture, reset
from tests.fakes.screen import free_port, serving, settings_in
from tests.fakes.station import FakeStation
from tests.fakes.story import NOW, TIME_ZONE, tell
from tests.gallery.page import GROUPS, gallery_page
from ui import mount
from ui.appearance import Theme

FOLDER = Path(__file__).parents[2] / "docs" / "images"
SIZES = {"landscape": (1280, 800), "portrait": (800, 1280)}
THEMED = "recording"
"""The group of the gallery that is shown in every theme: it has the one colour."""

REST = """() => {
  const box = document.querySelector(".main .scroll");
  return box.scrollHeight - box.clientHeight;
}"""
"""How much of the gallery is below the screen."""

ARRIVED_MS = 1500
"""By then what the gallery fetches, an outline or the contents of a stick, is there."""


class StoryTime(datetime):
    """The time of the story, where a page asks the machine for it."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "StoryTime":
        """Return it as a clock in the workshop shows it."""
        return cls.fromisoformat(NOW.replace(tzinfo=None).isoformat()).replace(tzinfo=tz)


async def take(folder: Path, only: Collection[str]) -> None:
    """Take all pictures, or these."""
    with tempfile.TemporaryDirectory() as data, patch("ui.pages.doctor.datetime", StoryTime):
        settings, station = settings_in(Path(data), free_port()), FakeStation()
        tell(station, settings.paths)
        app = create_app(station, settings)
        mount(app, station, default_locale="zh-CN", gallery=gallery_page)
        async with (
            serving(app, settings.station.port) as address,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=executable(), args=list(FLAGS)
            )
            context = await browser.new_context(has_touch=True)
            context.set_default_timeout(60_000)
            page = await context.new_page()
            for picture, (name, size) in product(PICTURES, SIZES.items()):
                if not only or picture.name in only:
                    await _wish(page, address, size, picture.cookies)
                    await _take_view(page, address, station, picture)
                    await _save(page, folder / f"{picture.name}-{name}.png")
            for group in GROUPS if not only or "gallery" in only else ():
                for theme in Theme if group == THEMED else (Theme.LIGHT,):
                    cookies = {"language": "en", "theme": theme, "motion": "none"}
                    await _wish(page, address, SIZES["landscape"], cookies)
                    suffix = "" if theme is Theme.LIGHT else f"-{theme}"
                    await _take_group(page, address, group)
                    await _save(page.locator(".gallery"), folder / f"gallery-{group}{suffix}.png")
            await browser.close()


async def _wish(
    page: Page, address: str, size: tuple[int, int], cookies: Mapping[str, str]
) -> None:
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.context.clear_cookies()
    await page.context.add_cookies(
        [{"name": f"tingxia-{name}", "value": cookies[name], "url": address} for name in cookies]
    )


async def _take_view(page: Page, address: str, station: FakeStation, picture: Picture) -> None:
    reset(station)
    picture.given(station)
    uncorrected = station.views.copy()
    await page.goto(f"{address}{picture.path}")
    await connected(page)
    await page.wait_for_selector(picture.shows)
    await picture.steps(Person(page, picture.language))
    await settled(page)
    station.views = uncorrected


async def _take_group(page: Page, address: str, group: str) -> None:
    await page.goto(f"{address}/gallery?group={group}")
    await connected(page)
    await page.wait_for_timeout(ARRIVED_MS)
    width, height = SIZES["landscape"]
    for _ in range(3):  # a taller screen lays the page out another way
        height += await page.evaluate(REST)
        await page.set_viewport_size({"width": width, "height": height})
        await settled(page)


async def _save(seen: Page | Locator, file: Path) -> None:
    await seen.screenshot(path=file)
    print(file, flush=True)


if __name__ == "__main__":
    os.environ["TZ"] = TIME_ZONE
    time.tzset()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=FOLDER)
    parser.add_argument("only", nargs="*", help="these alone; the widgets are “gallery”")
    arguments = parser.parse_args()
    arguments.to.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(arguments.to, arguments.only))
