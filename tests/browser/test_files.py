"""Files and sticks in a real browser: choosing, dropping, long queues, gloves."""

import asyncio

from playwright.async_api import BrowserContext, FilePayload, expect

from appliance.config import Settings
from appliance.domain.batch import JobState
from appliance.domain.wishes import Wishes
from appliance.station.face_files import LeftOut
from tests.browser.audit import Watchman
from tests.browser.person import opened
from tests.fakes.queued import queued
from tests.fakes.station import FakeStation

DROP = """() => {
  const files = new DataTransfer();
  files.items.add(new File(["RIFF"], "拖来的.wav"));
  const dropped = { dataTransfer: files, bubbles: true, cancelable: true };
  window.dispatchEvent(new DragEvent("drop", dropped));
}"""


def sound(name: str, size_bytes: int = 200_000) -> FilePayload:
    """Return a file for the chooser."""
    return {"name": name, "mimeType": "audio/wav", "buffer": b"R" * size_bytes}


async def test_files_are_chosen_dropped_and_told(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """Through the browser's own chooser; one is refused and the others come all the same."""
    watchman = Watchman(touchscreen, address)
    reason = LeftOut(path="x", reason="b.wav is empty.", hint="Choose an audio file.")
    page = await opened(touchscreen, f"{address}/files")
    await page.tap(".nothing .tap")
    await page.tap(".sheet .choice >> nth=0")
    await page.tap(".sheet .option >> nth=1")
    await page.fill(".sheet .field", "听匣，夹具")
    await page.locator(".sheet .field").blur()
    await expect(page.locator(".sheet .option >> nth=1")).to_have_attribute("aria-checked", "true")
    async with page.expect_file_chooser() as chosen:
        await page.tap(".sheet .actions .strong")
    await (await chosen.value).set_files([sound("早会.wav"), sound("../../b.wav", 3_000_000)])
    await expect(page.locator(".toast .what")).to_have_text("已添加 2 个文件")
    await expect(page.locator(".sheet")).to_be_hidden()
    station.files.left_out = [reason]
    await page.evaluate(DROP)
    await expect(page.locator(".queue-notices .notice")).to_contain_text("拖来的.wav")
    names, wishes = zip(*station.files.added, strict=True)
    assert (("早会.wav",), ("b.wav",), ("拖来的.wav",)) == names
    assert {Wishes(language="zh", hot_words=("听匣", "夹具"))} == set(wishes)
    assert [] == [path for path in settings.paths.inbox.iterdir() if path.is_dir()]
    # A refusal is an answer that the browser notes as such.
    assert [] == [noted for noted in watchman.noted if "422" not in noted]


async def test_leaving_midway_leaves_nothing(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> None:
    """Stop ends what is being sent and what waits."""
    page = await opened(touchscreen, f"{address}/files")
    held = await page.context.new_cdp_session(page)
    await held.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 50_000},
    )
    await page.set_input_files("#upload-chooser", [sound("a.wav", 9_000_000), sound("b.wav")])
    await page.tap(".uploading .tap")
    await expect(page.locator(".uploading")).to_be_hidden()
    assert [] == station.files.added
    async with asyncio.timeout(10):
        while any(path.is_dir() for path in settings.paths.inbox.iterdir()):
            await page.wait_for_timeout(20)


async def test_a_thousand_files_scroll_without_gaps(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """Only what is in sight is there; the end of the queue is reached."""
    station.files.files = (
        queued(1, JobState.RECOGNISING, done_s=100.0, duration_s=1000.0),
        *(queued(number, position=number - 2) for number in range(2, 1001)),
    )
    page = await opened(touchscreen, f"{address}/files")
    await expect(page.locator(".file .what >> nth=0")).to_have_text("会议 1.mp3")
    await page.evaluate("document.querySelector('.file-list').scrollTop = 1e9")
    await expect(page.locator(".file .what", has_text="会议 1000.mp3")).to_be_visible()
    assert 30 > await page.locator(".file:not(.file-ruler)").count()
