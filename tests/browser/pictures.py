"""Takes the pictures of every page for the documentation: ``python -m tests.browser.pictures``."""

import argparse
import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from appliance.api import create_app
from appliance.diagnostics.chromium import FLAGS, executable
from appliance.station.face import Captions
from appliance.station.face_settings import Group
from appliance.station.face_voice_activation import NOT_CHOSEN
from appliance.wire.capture import CaptureState
from appliance.wire.shelf import AuditEntry, AuditTold
from tests.browser.audit import settled
from tests.browser.person import Person
from tests.browser.view import View, look, reach, taps
from tests.browser.voice_views import listen
from tests.fakes.doctor import ailing
from tests.fakes.queued import full_stick, mixed_queue
from tests.fakes.screen import fill, free_port, serving, settings_in
from tests.fakes.station import STICK, FakeStation
from ui import mount
from ui.appearance import Theme
from ui.pages.welcome import STEPS

FOLDER = Path(__file__).parents[2] / "docs" / "images"
ID = "20250512-093000-a1b2"
SIZES = {"landscape": (1280, 800), "portrait": (800, 1280)}

REST = """() => {
  const box = document.querySelector(".main .scroll");
  return box.scrollHeight - box.clientHeight;
}"""
"""How much of the gallery is below the screen."""

COLUMNS = "() => { document.querySelector('.gallery').style.columns = 2 }"
"""Stand beside each other, however tall the screen."""

SAID = (
    "各位同事下午好，我们现在开始第三季度的生产例会。",
    "好的，我先汇报一下上周的情况。",
    "一号生产线上周完成了1230件产品，合格率是98.5%。",
)

ADVANCED = reach(".settings-list .tap.wide", ".setting-card")
"""Steps to what the PIN guards: some groups have little else."""

AUDIT = AuditTold(
    entries=tuple(
        AuditEntry(at=f"2025-05-12T{at}:00Z", clock_trusted=True, deed=deed, subject=subject)
        for at, deed, subject in (
            ("08:41", "export", "第二季度质量评审会"),
            ("08:40", "unlock", ""),
            ("08:39", "wrong-pin", ""),
            ("08:12", "edit", "第二季度质量评审会"),
            ("08:05", "name-speaker", "第二季度质量评审会"),
            ("07:58", "delete", "20250509-143000-e5f6"),
            ("07:30", "set-pin", ""),
        )
    )
)


async def _play(person: Person) -> None:
    await person.seen(".line .said").nth(2).tap()
    await person.page.wait_for_timeout(1200)
    await person.seen(".player .play").tap()


async def _type(person: Person) -> None:
    await person.seen("input.field").tap()
    await person.page.wait_for_selector(".keyboard [data-key]")


def _lock(station: FakeStation) -> None:
    station.lock.pin = "135790"


def _record(station: FakeStation) -> None:
    station.voice_activation, station.captions = NOT_CHOSEN, Captions()
    station.hear(state=CaptureState.RECORDING, recording_id="now", recorded_samples=16_000 * 26)
    station.say(*SAID, stable="二", tentative="号生产线因为温度传感器故障。")


def _listen(station: FakeStation) -> None:
    listen(station)
    _idle(station)


def _idle(station: FakeStation) -> None:
    station.captions = Captions()
    station.hear(state=CaptureState.IDLE, recording_id=None, recorded_samples=0)


PICTURES = (
    View(name="record", path="/", shows=".captions p"),
    View(name="files", path="/files", shows=".file-list"),
    View(name="history", path="/history", shows=".entry"),
    View(name="filter", path="/history", shows=".entry", steps=taps("Filter and sort")),
    View(name="keyboard", path="/history", shows=".entry", steps=_type),
    View(name="transcript", path=f"/transcript/{ID}", shows=".line", steps=_play),
    View(name="export", path=f"/transcript/{ID}", shows=".line", steps=taps("Export")),
    View(
        name="hot-words",
        path=f"/transcript/{ID}",
        shows=".line",
        steps=taps("Text", "Try today's hot words"),
    ),
    View(name="speech", path=f"/speech/{ID}", shows=".region"),
    View(name="stick", path="/stick", shows=".main .tap"),
    View(name="settings", path="/settings", shows=".setting"),
    *(
        View(
            name=f"settings-{group}",
            path=f"/settings?group={group}",
            shows=".settings-list",
            given=_idle,
            steps=ADVANCED if group in {Group.PRIVACY, Group.STICK} else look,
        )
        for group in Group
        if group is not Group.RECOGNITION  # which is what "settings" shows
    ),
    View(name="audit", path="/settings/audit", shows=".audit-line"),
    View(name="licences", path="/settings/licences", shows=".row"),
    View(name="lock", path="/settings", shows=".tools", given=_lock, steps=taps("Locked")),
    View(name="doctor", path="/doctor", shows=".finding"),
    View(name="welcome", path="/welcome", shows=".main .tap"),
    *(
        View(
            name=f"welcome-{step}",
            path=f"/welcome?step={step}",
            shows=".welcome-body *",
            given=_idle,
        )
        for step in range(1, len(STEPS))
    ),
    View(name="listening", path="/", shows=".notice", given=_listen),
)


def at_work(station: FakeStation) -> None:
    """Let the station have something to show on every page."""
    station.plugged = (STICK,)
    ailing(station.doctor)
    station.shelf.audit_told = AUDIT
    station.files.files = mixed_queue()
    station.files.audio_per_s = 12.0
    station.sticks.found = full_stick()


async def take(folder: Path, language: str) -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as data:
        settings = settings_in(Path(data), free_port())
        station = FakeStation()
        fill(station, settings.paths)
        at_work(station)
        app = create_app(station, settings)
        mount(app, station, default_locale=language, gallery=True)
        async with (
            serving(app, settings.station.port) as address,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=executable(), args=list(FLAGS)
            )
            for name, size in SIZES.items():
                page = await _page(browser, address, size, {"tingxia-language": language})
                for picture in PICTURES:
                    station.lock.pin = ""
                    _record(station)
                    picture.given(station)
                    await page.goto(f"{address}{picture.path}")
                    await page.wait_for_selector(picture.shows)
                    await picture.steps(Person(page, language))
                    await _save(page, folder / f"{picture.name}-{name}.png")
            for theme in Theme:
                looks = {"tingxia-language": "en", "tingxia-theme": theme.value}
                page = await _page(browser, address, (960, 800), looks)
                await page.goto(f"{address}/gallery")
                await page.wait_for_selector(".exhibit")
                await page.evaluate(COLUMNS)
                height = 1200
                for _ in range(3):  # a taller screen lays the page out another way
                    await page.set_viewport_size({"width": 960, "height": height})
                    height += await page.evaluate(REST)
                await _save(page, folder / f"gallery-{theme}.png")
            await browser.close()


async def _page(
    browser: Browser, address: str, size: tuple[int, int], cookies: Mapping[str, str]
) -> Page:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=True
    )
    context.set_default_timeout(120_000)
    await context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    return await context.new_page()


async def _save(page: Page, file: Path) -> None:
    await settled(page)
    await page.screenshot(path=file)
    print(file, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=FOLDER)
    parser.add_argument("--language", default="zh-CN")
    arguments = parser.parse_args()
    asyncio.run(take(arguments.to, arguments.language))
