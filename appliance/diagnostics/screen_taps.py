"""How soon a tap is answered on the screen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from appliance.diagnostics.resident import NotMeasurableError

if TYPE_CHECKING:
    from playwright.async_api import Page

_CALM_MS: Final = 700
"""Between two taps; contacts within half a second are the same touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Something to tap, on a page that is open."""

    name: str
    selector: str
    place: int = 0
    answer: str = ""
    """What changes when it is tapped, if that is not the control itself."""


RECORD_PAGE: Final = (
    *(Control(name="marker", selector=".markers .tap", place=place) for place in range(4)),
    Control(name="pause", selector=".controls > .tap"),
    Control(name="go on", selector=".controls > .tap"),
    Control(name="stop", selector=".big"),
)
"""While it records. After a round the marker is calm again and the question of stop is gone."""

HISTORY_PAGE: Final = (
    Control(
        name="select", selector=".history-head .tap", place=1, answer=".history-list .history-room"
    ),
)

TITLE_LINE: Final = ".title-line"
FIELD: Final = ".sheet input.field"
COMPOSITION: Final = ".keyboard .composition"
WORDS: Final = ".keyboard .offers"
WORDS_READY_MS: Final = 180_000
"""They are made ready at the first key that a box ever sees, which takes seconds."""

KEYBOARD: Final = (
    *(
        Control(name="letter", selector=f'.keyboard [data-key="{letter}"]', answer=WORDS)
        for letter in "nihao"
    ),
    Control(name="word", selector='.keyboard [data-key="space"]', answer=FIELD),
)
"""Letters are answered by the words that they may mean, which the station finds."""


async def bring_up_keys(page: "Page") -> None:
    """Open the field of a title on the Record page, with keys that write Chinese at once.

    Raises NotMeasurableError.
    """
    from playwright.async_api import TimeoutError as NotInTimeError

    await page.tap(TITLE_LINE)
    await page.tap(FIELD)
    await page.wait_for_function("document.documentElement.dataset.keyboard")
    if not await page.locator(COMPOSITION).count():
        await page.tap('.keyboard [data-key="language"]')
    await page.tap('.keyboard [data-key="n"]')
    try:
        await page.locator(f"{WORDS} .offer").first.wait_for(timeout=WORDS_READY_MS)
    except NotInTimeError as error:
        raise NotMeasurableError(
            "The keyboard of the screen offers no words.",
            hint="See log/station.log in the data folder.",
        ) from error
    await page.tap('.keyboard [data-key="erase"]')
    await page.locator(f"{WORDS} .offer").first.wait_for(state="detached")
    await page.wait_for_timeout(_CALM_MS)


async def tap(page: "Page", control: Control) -> float:
    """Touch it; returns the seconds to the first frame in which it looks different.

    Raises NotMeasurableError if it does not change at all.
    """
    handle = await page.evaluate_handle(
        "([selector, place, answer]) => { window.tingxiaTap ="
        " window.tingxiaAnswer(selector, place, answer); }",
        [control.selector, control.place, control.answer],
    )
    await handle.dispose()
    box = await page.locator(control.selector).nth(control.place).bounding_box()
    if box is not None:
        await page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    answered_ms = float(await page.evaluate("window.tingxiaTap"))
    if box is None or answered_ms < 0:
        raise NotMeasurableError(
            "A tap on {name} changes nothing on the screen.",
            hint="See log/station.log in the data folder.",
            name=control.name,
        )
    await page.wait_for_timeout(_CALM_MS)
    return answered_ms / 1000
