"""The Doctor page in a real browser."""

from playwright.async_api import BrowserContext, expect

from tests.browser.audit import Watchman
from tests.browser.person import opened
from tests.fakes.doctor import ailing
from tests.fakes.station import STICK, FakeStation, export_script


async def test_the_doctor_is_used_by_touch(
    touchscreen: BrowserContext, station: FakeStation, address: str
) -> None:
    """All findings, the logs, a support bundle with a mark, a self-test; no error on the way."""
    watchman = Watchman(touchscreen, address)
    ailing(station.doctor)
    station.plugged = (STICK,)
    station.doctor.bundle_steps = export_script("/media/KINGSTON/Tingxia/support_2025-05-12")
    page = await opened(touchscreen, f"{address}/doctor")
    await expect(page.locator(".finding.broken")).to_have_count(1)
    await page.tap(".findings-rest .tap")
    await expect(page.locator(".finding.ok").first).to_be_visible()
    await page.tap(".doctor-found .actions .tap >> nth=1")
    await expect(page.locator(".log-line").first).to_be_visible()
    await page.tap(".sheet .strong")
    await page.tap(".doctor-found .actions .tap >> nth=2")
    await page.tap(".sheet .option >> nth=0")
    await expect(page.locator(".sheet .option >> nth=0")).to_have_attribute("aria-checked", "true")
    await page.tap(".sheet .choice")
    await expect(page.locator(".sheet .strong")).to_be_visible()
    await page.tap(".sheet .strong")
    ((_target, _note, marks),) = station.doctor.bundles
    assert ("The microphone hears nothing",) == marks
    station.doctor.gate.clear()
    await page.locator(".panel button").tap()
    await expect(page.locator(".panel [role=progressbar]")).to_be_visible()
    station.doctor.gate.set()
    await expect(page.locator(".panel [role=progressbar]")).to_have_count(0)
    assert [] == watchman.noted
