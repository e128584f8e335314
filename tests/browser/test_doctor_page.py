"""The Doctor page in a real browser."""

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.audit import Watchman, audit
from tests.browser.test_screen import opened
from tests.fakes.doctor import ailing
from tests.fakes.station import STICK, FakeStation, export_script


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1920, 1080)])
async def test_every_state_of_the_doctor_fits_gloves_and_screens(
    *,
    touchscreen: BrowserContext,
    station: FakeStation,
    address: str,
    language: str,
    size: tuple[int, int],
) -> None:
    """By touch alone: all findings, the dialogs, a self-test; no error, no foreign request."""
    watchman = Watchman(touchscreen, address)
    await touchscreen.add_cookies([{"name": "tingxia-language", "value": language, "url": address}])
    ailing(station.doctor)
    station.plugged = (STICK,)
    station.doctor.bundle_steps = export_script("/media/KINGSTON/Tingxia/support_2025-05-12")
    found: dict[str, list[str]] = {}
    page = await opened(touchscreen, f"{address}/doctor")
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await expect(page.locator(".finding.broken")).to_have_count(1)
    found["ailing"] = await audit(page)
    await page.tap(".findings-rest .tap")
    await expect(page.locator(".finding.ok").first).to_be_visible()
    found["everything"] = await audit(page)
    await page.tap(".doctor-found .actions .tap >> nth=1")
    await expect(page.locator(".log-line").first).to_be_visible()
    found["logs"] = await audit(page)
    await page.tap(".sheet .strong")
    await page.tap(".doctor-found .actions .tap >> nth=2")
    await page.tap(".sheet .option >> nth=0")
    await expect(page.locator(".sheet .option >> nth=0")).to_have_attribute("aria-checked", "true")
    found["bundle"] = await audit(page)
    await page.tap(".sheet .choice")
    await expect(page.locator(".sheet .strong")).to_be_visible()
    found["verified"] = await audit(page)
    await page.tap(".sheet .strong")
    station.doctor.gate.clear()
    await page.locator(".panel button").tap()
    await expect(page.locator(".panel [role=progressbar]")).to_be_visible()
    found["testing"] = await audit(page)
    station.doctor.gate.set()
    await expect(page.locator(".panel [role=progressbar]")).to_have_count(0)
    found["tested"] = await audit(page)
    assert {} == {state: what for state, what in found.items() if what}
    assert [] == watchman.noted
