"""Switching the machine and backing the library up, told by fingers over the real station."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from appliance.library import database
from appliance.library.audit import AuditLog
from appliance.wire.supervision import HardwareStatus
from tests.browser.audit import Watchman
from tests.browser.person import Person
from tests.browser.test_stories_lock import enter
from tests.fakes.box_screen import BoxScreen
from tests.fakes.power import fake_busctl
from tests.fakes.station import STICK

PIN = "135790"

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the only ``busctl`` that can be found was asked, once the browser is there."""
    asked = fake_busctl(tmp_path / "programs")
    monkeypatch.setenv("PATH", str(asked.parent))
    return asked


async def test_the_box_is_switched_off_after_its_recording(
    touchscreen: BrowserContext, screen: BoxScreen, asked: Path
) -> None:
    """Not while it records; then by two touches and the PIN; the last thing said is to wait."""
    watchman = Watchman(touchscreen, screen.address)
    await screen.station.lock.set_pin(PIN)
    await screen.station.start_recording()
    person = await Person.at(touchscreen, f"{screen.address}/settings?group=about")
    off = person.button("Switch off")
    await expect(off).to_have_attribute("aria-disabled", "true")
    await person.reads(".setting-card >> nth=0", "A recording is running.")
    await screen.station.stop_recording()
    await expect(off).not_to_have_attribute("aria-disabled", "true", timeout=30_000)
    await off.tap()
    again = person.button("Tap again to switch off")
    await expect(again).to_be_visible()
    assert "PowerOff b" not in asked.read_text(encoding="utf-8")
    # A glove that bounces is no second touch.
    await person.page.wait_for_timeout(600)
    await again.tap()
    await enter(person, PIN)
    await person.reads("#restarting", "Switching off")
    await expect(person.seen("#restarting")).to_be_visible()
    assert asked.read_text(encoding="utf-8").splitlines()[-1].endswith("PowerOff b false")
    assert "switch-off" == AuditLog(screen.box.paths.data).newest(1)[0].deed
    assert [] == watchman.noted


async def test_the_library_is_taken_away_on_a_stick(
    touchscreen: BrowserContext, screen: BoxScreen, tmp_path: Path
) -> None:
    """Plug in, two taps, verified; what lies there is a library."""
    stick = tmp_path / "stick"
    stick.mkdir()
    watchman = Watchman(touchscreen, screen.address)
    person = await Person.at(touchscreen, f"{screen.address}/settings?group=storage")
    await person.tap("Back up")
    volume = STICK.model_copy(update={"mount_point": str(stick), "is_stand_in": True})
    screen.station.hardware_told(HardwareStatus(volumes=(volume,), watch="udev"))
    await person.seen(".sheet .choice").tap()
    await person.reads(".sheet:visible", "Verified. The stick is safe to remove.")
    (file,) = stick.rglob("library.db")
    database.check(file)
    assert "backup" == AuditLog(screen.box.paths.data).newest(1)[0].deed
    assert [] == watchman.noted
