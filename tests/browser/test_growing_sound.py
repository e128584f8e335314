"""The sound of a recording that goes on after its page was opened."""

from collections.abc import Iterator

import pytest
from playwright.async_api import BrowserContext, Page, expect

from appliance.config import Settings
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.recordings import RecordingWriter
from tests.browser.person import opened
from tests.fakes.clock import FakeClock
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"
SECOND = bytes(SAMPLE_RATE_HZ * SAMPLE_WIDTH_BYTES)


@pytest.fixture
def writer(settings: Settings) -> Iterator[RecordingWriter]:
    """Return what goes on writing a recording."""
    writer = RecordingWriter.create(
        settings.paths.recording(ID),
        recording_id=ID,
        segment_samples=20 * SAMPLE_RATE_HZ,
        clock=FakeClock(),
    )
    yield writer
    writer.close("asked")


def record(station: FakeStation, writer: RecordingWriter, seconds: int, *, until_s: int) -> None:
    """Write so many seconds more; there is a line of text for each three."""
    for _ in range(seconds):
        writer.append(SECOND)
    writer.sync()
    texts = tuple(f"第{number}句。" for number in range(until_s // 3))
    station.add_recording(ID, texts=texts, duration_s=until_s)
    station.changed()


async def loaded(page: Page, seconds: int) -> None:
    """Wait until the player has so much."""
    await page.wait_for_function(
        f"Math.abs(document.querySelector('audio').duration - {seconds}) < 0.1"
    )


async def test_what_was_recorded_later_is_heard(
    touchscreen: BrowserContext, station: FakeStation, address: str, writer: RecordingWriter
) -> None:
    """A tap on a line beyond what was loaded plays that line, during a recording and after it."""
    record(station, writer, 6, until_s=6)
    page = await opened(touchscreen, f"{address}/transcript/{ID}")
    await loaded(page, 6)
    record(station, writer, 9, until_s=15)
    await expect(page.locator(".player .time")).to_contain_text("0:15")
    await page.locator(".line >> nth=3").tap()
    await loaded(page, 15)
    await page.wait_for_function("document.querySelector('audio').currentTime > 9.2")
    await expect(page.locator(".line.playing")).to_contain_text("第3句")


async def test_playing_goes_on_into_what_was_recorded_later(
    touchscreen: BrowserContext, station: FakeStation, address: str, writer: RecordingWriter
) -> None:
    """And ends at the end: it neither begins at 0 again nor loads over and over."""
    record(station, writer, 6, until_s=6)
    page = await opened(touchscreen, f"{address}/transcript/{ID}")
    await loaded(page, 6)
    record(station, writer, 3, until_s=9)
    # The library may tell of more than can be read.
    station.add_recording(ID, texts=("一。", "二。", "三。"), duration_s=12)
    station.changed()
    await expect(page.locator(".player .time")).to_contain_text("0:12")
    await page.locator(".line >> nth=1").tap()
    await page.wait_for_function("document.querySelector('audio').currentTime > 6.1")
    await loaded(page, 9)
    await page.wait_for_function("document.querySelector('audio').ended")
    await expect(page.locator(".player .play")).to_have_attribute("aria-label", "播放")
    assert (await page.evaluate("document.querySelector('audio').src")).endswith("?n=2")
