"""What the bench of the screen measures with in the page, on pages made for it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from appliance.diagnostics.resident import NotMeasurableError
from appliance.diagnostics.screen_probe import FLING, WATCH_SHOWN
from appliance.diagnostics.screen_taps import Control, tap

BUTTONS = """
<style>button { width: 200px; height: 100px }</style>
<button class="itself" onclick="this.className += ' on'">a</button>
<button class="other" onclick="document.querySelector('p').textContent = 'b'">b</button>
<button class="typing" onclick="f.value = 'c'; f.dispatchEvent(new Event('input'))">c</button>
<button class="dead">d</button>
<p>-</p><input id="f">
"""

ROWS = """
<style>
  .list { height: 200px; overflow-y: auto }
  .row { height: 50px }
</style>
<div class="list">ROWS</div>
"""


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """Return an empty page with the probe in it, on a touchscreen."""
    page = await chromium.new_page(has_touch=True)
    await page.add_init_script(WATCH_SHOWN)
    await page.goto("about:blank")
    yield page
    await page.close()


@pytest.mark.parametrize(
    "control",
    [
        Control(name="itself", selector="button", place=0),
        Control(name="other", selector="button", place=1, answer="p"),
        Control(name="field", selector="button", place=2, answer="#f"),
    ],
    ids=lambda control: control.name,
)
async def test_a_tap_is_timed_to_its_answer(page: Page, control: Control) -> None:
    """Which is a change of the control itself, of something else, or of what stands in a field."""
    await page.set_content(BUTTONS)

    assert await tap(page, control) > 0


async def test_a_tap_without_an_answer_is_told(page: Page) -> None:
    """It is no figure, and names what was tapped."""
    await page.set_content(BUTTONS)

    with pytest.raises(NotMeasurableError, match="A tap on nothing changes nothing"):
        await tap(page, Control(name="nothing", selector=".dead", answer="p"))


@pytest.mark.parametrize("blank", [0, 1])
async def test_rows_that_are_not_there_yet_are_counted(page: Page, blank: int) -> None:
    """In every frame in which one of them is seen."""
    row, waiting = '<div class="row">x</div>', '<div class="row waiting"></div>'
    await page.set_content(ROWS.replace("ROWS", blank * waiting + 400 * row))

    frames = await page.evaluate(
        FLING,
        {"selector": ".list", "row": ".row", "blank": ".waiting", "pxPerS": 500, "durationS": 0.5},
    )

    assert 0 < frames["all"]
    assert 4 * frames["all"] <= frames["rows"]
    assert bool(blank) == bool(frames["blank"])
    assert frames["blank"] == frames["blankRows"]
    assert 0 < frames["scrolledPx"]


async def test_an_end_without_rows_is_blank_too(page: Page) -> None:
    """What covers less than four fifths of the list shows a hole."""
    await page.set_content(ROWS.replace("ROWS", '<div class="row">x</div>'))

    frames = await page.evaluate(
        FLING,
        {"selector": ".list", "row": ".row", "blank": ".waiting", "pxPerS": 500, "durationS": 0.2},
    )

    assert frames["all"] == frames["blank"]
