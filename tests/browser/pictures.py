"""Takes the pictures of every page for the documentation: ``python -m tests.browser.pictures``."""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, async_playwright

from appliance.api import create_app
from appliance.diagnostics.chromium import FLAGS, executable
from appliance.wire.capture import CaptureState
from tests.browser.audit import settled
from tests.fakes.doctor import ailing
from tests.fakes.queued import full_stick, mixed_queue
from tests.fakes.screen import fill, free_port, serving, settings_in
from tests.fakes.station import STICK, FakeStation
from ui import mount

FOLDER = Path(__file__).parents[2] / "docs" / "images"
ID = "20250512-093000-a1b2"
SIZES = {"landscape": (1280, 800), "portrait": (800, 1280)}

SAID = (
    "各位同事下午好，我们现在开始第三季度的生产例会。",
    "好的，我先汇报一下上周的情况。",
    "一号生产线上周完成了1230件产品，合格率是98.5%。",
)


async def _nothing(_page: Page) -> None:
    """Take the page as it is."""


async def _play(page: Page) -> None:
    await page.locator(".line .said").nth(2).tap()
    await page.wait_for_timeout(1200)
    await page.locator(".player .play").tap()


async def _type(page: Page) -> None:
    await page.locator("input.field").tap()
    await page.wait_for_selector(".keyboard [data-key]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page as it is shown; ``name`` is that of its files."""

    name: str
    path: str
    shows: str
    steps: Callable[[Page], Awaitable[None]] = _nothing


PICTURES = (
    Picture(name="record", path="/", shows=".captions p"),
    Picture(name="files", path="/files", shows=".file-list"),
    Picture(name="history", path="/history", shows=".entry"),
    Picture(name="keyboard", path="/history", shows=".entry", steps=_type),
    Picture(name="transcript", path=f"/transcript/{ID}", shows=".line", steps=_play),
    Picture(name="speech", path=f"/speech/{ID}", shows=".region"),
    Picture(name="stick", path="/stick", shows=".main .tap"),
    Picture(name="settings", path="/settings", shows=".setting"),
    Picture(name="doctor", path="/doctor", shows=".finding"),
    Picture(name="welcome", path="/welcome", shows=".main .tap"),
)


def at_work(station: FakeStation) -> None:
    """Let the station have something to show on every page."""
    station.plugged = (STICK,)
    ailing(station.doctor)
    station.files.files = mixed_queue()
    station.files.audio_per_s = 12.0
    station.sticks.found = full_stick()
    station.hear(state=CaptureState.RECORDING, recording_id="now", recorded_samples=16_000 * 26)
    station.say(*SAID, stable="二", tentative="号生产线因为温度传感器故障。")


async def take(folder: Path, language: str) -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as data:
        settings = settings_in(Path(data), free_port())
        station = FakeStation()
        fill(station, settings.paths)
        at_work(station)
        app = create_app(station, settings)
        mount(app, station, default_locale=language)
        async with (
            serving(app, settings.station.port) as address,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=executable(), args=list(FLAGS)
            )
            for name, (width, height) in SIZES.items():
                context = await browser.new_context(
                    viewport={"width": width, "height": height}, has_touch=True
                )
                await context.add_cookies(
                    [{"name": "tingxia-language", "value": language, "url": address}]
                )
                page = await context.new_page()
                for picture in PICTURES:
                    await page.goto(f"{address}{picture.path}")
                    await page.wait_for_selector(picture.shows)
                    await picture.steps(page)
                    await settled(page)
                    file = folder / f"{picture.name}-{name}.png"
                    await page.screenshot(path=file)
                    print(file, flush=True)
            await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=FOLDER)
    parser.add_argument("--language", default="zh-CN")
    arguments = parser.parse_args()
    asyncio.run(take(arguments.to, arguments.language))
