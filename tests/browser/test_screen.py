"""The screen in a real browser: what only a browser can show."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from appliance.config import Settings
from appliance.station.face_reminders import Reminder, ReminderKind
from appliance.wire.capture import CaptureState
from tests.browser.audit import Watchman
from tests.browser.person import opened, until
from tests.browser.screens import UPRIGHT
from tests.fakes.screen import free_port, write_tone
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"
LONG_ID = "20250512-081500-b2c3"
AT_END = """(() => {
  const box = document.querySelector(".captions");
  return box.scrollHeight - box.scrollTop - box.clientHeight < 4;
})()"""


async def test_record_then_read_and_hear(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """Tap, words, tap, saved, open, tap a line and hear it: with taps alone."""
    watchman = Watchman(touchscreen, address)
    page = await opened(touchscreen, address)
    await page.tap("text=开始")
    await expect(page.locator(".state-word")).to_have_text("正在录音")
    station.hear(recorded_samples=16_000 * 12)
    station.say("第一句。", "第二句。", "第三句。", stable="第四", tentative="句")
    await expect(page.locator(".captions p")).to_have_count(4)
    await expect(page.locator(".tentative")).to_have_text("句")
    assert station.capture is not None
    recording_id = station.capture.recording_id
    assert recording_id is not None
    write_tone(settings.paths, recording_id, 12)
    await page.tap("text=停止")
    await page.tap("text=再按一次停止")
    await page.tap("text=打开文字")
    await page.wait_for_url(f"**/transcript/{recording_id}")
    await page.tap(".line >> nth=1")
    await expect(page.locator(".line.playing")).to_contain_text("第二句。")
    await page.wait_for_function("document.querySelector('audio').currentTime > 4.2")
    await expect(page.locator(".play")).to_have_attribute("aria-label", "暂停")
    await page.tap(".play")
    await page.wait_for_function("document.querySelector('audio').paused")
    assert watchman.noted == []


async def test_a_page_that_does_not_exist_leads_home(
    touchscreen: BrowserContext, address: str
) -> None:
    """Without a keyboard nobody could leave an error page."""
    page = await touchscreen.new_page()
    await page.goto(f"{address}/nope")
    assert f"{address}/" == page.url


async def test_captions_stay_where_somebody_reads(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """New words do not pull the text away; one tap leads back to them."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID)
    station.say(*(f"第{number}句。" for number in range(40)))
    page = await opened(touchscreen, address)
    await page.wait_for_function(AT_END)
    await page.evaluate("document.querySelector('.captions').scrollTop = 300")
    await page.wait_for_selector(".captions-newest")
    station.say("新的一句。")
    await expect(page.locator(".captions")).to_contain_text("新的一句。")
    assert await page.evaluate("document.querySelector('.captions').scrollTop") == 300
    await page.tap(".captions-newest")
    await page.wait_for_function(AT_END)
    station.say("又一句。")
    await expect(page.locator(".captions")).to_contain_text("又一句。")
    await page.wait_for_function(AT_END)


PLACES = """() => {
  const tapped = ".controls .tap, .big, .title-line, .markers .tap";
  return [...document.querySelectorAll(tapped)].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x, y, width, height];
  });
}"""


@pytest.mark.parametrize("size", [(1280, 800), UPRIGHT], ids=["lying", "upright"])
async def test_a_notice_moves_nothing_that_is_tapped(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """The words give way to it; a finger that comes down meanwhile meets what it meant."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID)
    station.say(*(f"第{number}句。" for number in range(40)))
    page = await opened(touchscreen, address)
    await page.wait_for_function(AT_END)
    before = await page.evaluate(PLACES)
    assert 7 == len(before)
    station.hear(silent_s=9.0, disk_warning=True)
    await expect(page.locator(".notice")).to_have_count(2)
    station.reminders.shown = Reminder(kind=ReminderKind.FORGOTTEN, quiet_s=633)
    station.changed()
    await expect(page.locator(".notice")).to_have_count(3)
    assert before == await page.evaluate(PLACES)


@asynccontextmanager
async def other_process(port: int) -> AsyncIterator[str]:
    """Serve the screen from a process of its own, killed at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fakes.screen", "--port", str(port)),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            line = await process.stdout.readline()
        yield line.decode().strip()
    finally:
        process.kill()
        await process.wait()


async def test_the_page_comes_back_when_the_station_does(touchscreen: BrowserContext) -> None:
    """Killed and started again: the page says so at once, stays whatever is tapped, and is new."""
    port = free_port()
    overlay = "#restarting"
    async with other_process(port) as address:
        page = await opened(touchscreen, address)
        await page.evaluate("window.isOld = true")
        await expect(page.locator(overlay)).to_be_hidden()
    await expect(page.locator(overlay)).to_be_visible()
    await expect(page.locator(overlay)).to_contain_text("正在重新启动")
    await expect(page.locator("#popup")).to_be_hidden()
    await page.evaluate("document.querySelector('a[href=\"/history\"]').click()")
    async with other_process(port):
        await page.wait_for_function("!window.isOld && window.socket?.connected")
        await expect(page.locator(overlay)).to_be_hidden()
        await expect(page.locator(".state-word")).to_have_text("准备就绪")
        assert page.url == f"{address}/"


async def test_a_tap_on_a_link_never_leads_to_an_error_page(touchscreen: BrowserContext) -> None:
    """A kiosk has no way back from one: when nobody answers, the page stays and waits."""
    port = free_port()
    async with other_process(port) as address:
        page = await opened(touchscreen, address)
        await page.evaluate("window.socket.off('disconnect')")  # the page has not noticed yet
    await page.evaluate("document.querySelector('a[href=\"/history\"]').click()")
    await expect(page.locator("#restarting")).to_be_visible()
    assert page.url == f"{address}/"


async def test_four_hours_of_text_stay_usable(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """Five thousand lines: a page of them at first, more by scrolling, the right one by playing."""
    texts = tuple(f"第{number}句：冷却泵的噪音比上个月大。" for number in range(5000))
    station.add_recording(LONG_ID, texts=texts, duration_s=5000)
    write_tone(settings.paths, LONG_ID, 5000)
    page = await opened(touchscreen, f"{address}/transcript/{LONG_ID}")
    lines = page.locator(".line")
    await expect(lines).to_have_count(200)
    await page.evaluate("document.querySelector('.lines').scrollTop = 1e7")
    await expect(lines).to_have_count(400)
    await page.wait_for_function("document.querySelector('audio').readyState >= 1")
    await page.evaluate("document.querySelector('audio').currentTime = 4321.5")
    await expect(page.locator(".line.playing")).to_contain_text("第4321句")
    await expect(page.locator(".line.playing")).to_be_in_viewport()


async def test_the_language_switches_at_once(touchscreen: BrowserContext, address: str) -> None:
    """One tap, and the browser keeps it."""
    page = await opened(touchscreen, address)
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await page.tap("text=English")
    await expect(page.locator(".state-word")).to_have_text("Ready")
    await page.tap("text=History")
    await expect(page.locator(".nothing")).to_contain_text("No recordings yet")
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_days_of_redraws_leave_no_trace(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """Levels, words and notices come and go; the page holds as many elements as before."""
    station.hear(state=CaptureState.RECORDING, recording_id=ID)
    station.say(*(f"第{number}句。" for number in range(80)))
    page = await opened(touchscreen, address)
    count = "document.querySelectorAll('*').length"
    await expect(page.locator(".captions p").last).to_have_text("第79句。")
    before = await page.evaluate(count)
    for number in range(40):
        station.hear(level_dbfs=-50.0 + number, silent_s=9.0 * (number % 2))
        station.say(f"又{number}句。")
        await page.wait_for_timeout(50)
    station.hear(silent_s=0.0)
    await expect(page.locator(".captions p").last).to_have_text("又39句。")
    await expect(page.locator(".notice")).to_have_count(0)
    assert await page.evaluate(count) == before


async def test_a_closed_page_leaves_nothing_with_the_station(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """Subscriptions end with their page."""
    page = await opened(touchscreen, address)
    await until(lambda: len(station.listeners) > 0)
    await page.close()
    await until(lambda: station.listeners == {})
