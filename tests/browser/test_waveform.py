"""The outline of the sound under a finger: moved, zoomed, and where it cannot be read."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, CDPSession, Locator, Route, expect

from appliance.config import Settings
from tests.browser.person import Person
from tests.fakes.screen import write_tone
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"
DURATION_S = 160
PEAKS = "**/peaks?*"
OUTLINE, EDGES, TROUBLE = ".outline", ".outline .edge.from, .outline .edge.to", ".waveform-trouble"
LISTEN = """{
  window.asked = [];
  window.addEventListener("tingxia-play", (event) => window.asked.push(event.detail.from));
}"""
PAINTED = """() => {
  const canvas = document.querySelector(".outline canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((part) => part);
}"""

DARK = """([from, y]) => {
  const canvas = document.querySelector(".outline canvas");
  const [x, top] = [from * canvas.width, y * canvas.height];
  const row = canvas.getContext("2d").getImageData(x, top, canvas.width - x, 1).data;
  const dark = row.filter((part, place) => place % 4 === 0 && part < 160 && row[place + 3]);
  return dark.length / (canvas.width - x);
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def person(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> AsyncIterator[Person]:
    """Somebody before a transcript, who sees from 0 to 40 s of it."""
    station.add_recording(ID, texts=("开始。", "结束。"), duration_s=DURATION_S)
    write_tone(settings.paths, ID, DURATION_S)
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.page.wait_for_function("document.querySelector('audio').duration > 150")
    await person.page.evaluate(LISTEN)
    await _named(person, "See it closer").tap()
    await expect(person.seen(EDGES)).to_have_text(["0:00:00", "0:00:40"])
    yield person


class Finger:
    """Lies on the outline; goes to shares of its width."""

    def __init__(self, person: Person, touch: CDPSession) -> None:
        self._person = person
        self._touch = touch

    async def goes(self, *shares: float) -> None:
        """Land on the first, slide to the others, leave."""
        box = await self._person.seen(OUTLINE).bounding_box()
        assert box is not None
        y = box["y"] + box["height"] / 2
        for number, share in enumerate(shares):
            point = {"x": box["x"] + share * box["width"], "y": y}
            kind = "touchMove" if number else "touchStart"
            await self._dispatch(kind, point)
        await self._dispatch("touchEnd")

    async def _dispatch(self, kind: str, *points: dict[str, float]) -> None:
        await self._touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)}
        )


@pytest_asyncio.fixture(loop_scope="session")
async def finger(person: Person) -> Finger:
    """Return a finger on the outline."""
    return Finger(person, await person.page.context.new_cdp_session(person.page))


def _named(person: Person, msgid: str) -> Locator:
    return person.page.get_by_role("button", name=person._(msgid), exact=True)


async def shown_s(person: Person) -> list[int]:
    """Return from where up to where the outline shows."""
    clocks = await person.seen(EDGES).all_inner_texts()
    return [60 * int(clock.split(":")[1]) + int(clock.split(":")[2]) for clock in clocks]


async def test_a_finger_pulls_the_sound_along(person: Person, finger: Finger) -> None:
    """What is under the finger stays there, to both ends and no further; nothing is played."""
    await finger.goes(0.9, 0.7, 0.4)
    await expect(person.seen(EDGES)).not_to_have_text(["0:00:00", "0:00:40"])
    assert [20, 60] == await shown_s(person)
    await finger.goes(0.1, 0.9)
    await expect(person.seen(EDGES)).to_have_text(["0:00:00", "0:00:40"])
    for _ in range(4):
        await finger.goes(0.95, 0.5, 0.05)
    await expect(person.seen(EDGES)).to_have_text(["0:02:00", "0:02:40"])
    assert [] == await person.page.evaluate("window.asked")
    assert await person.page.evaluate("document.querySelector('audio').paused")


async def test_a_mouse_that_dragged_does_not_play(person: Person) -> None:
    """Though a browser takes the end of a drag for a click; the next click plays."""
    box = await person.seen(OUTLINE).bounding_box()
    assert box is not None
    y = box["y"] + 40
    mouse = person.page.mouse
    await mouse.move(box["x"] + 0.9 * box["width"], y)
    await mouse.down()
    await mouse.move(box["x"] + 0.65 * box["width"], y, steps=5)
    await mouse.up()
    await expect(person.seen(EDGES)).not_to_have_text(["0:00:00", "0:00:40"])
    assert [10, 50] == await shown_s(person)
    assert [] == await person.page.evaluate("window.asked")
    await mouse.click(box["x"] + 0.5 * box["width"], y)
    await person.page.wait_for_function("window.asked.length === 1")
    assert pytest.approx(30, abs=0.5) == await person.page.evaluate("window.asked[0]")


async def test_a_finger_that_trembles_taps(person: Person, finger: Finger) -> None:
    """A glove never stays on the pixel where it landed."""
    await finger.goes(0.5, 0.505, 0.5)
    await person.page.wait_for_function("window.asked.length === 1")
    assert pytest.approx(20, abs=0.5) == await person.page.evaluate("window.asked[0]")
    assert [0, 40] == await shown_s(person)


async def test_two_buttons_move_it_without_a_drag(person: Person) -> None:
    """They are there while a part is shown, named, and stop at the ends."""
    earlier, later = _named(person, "See what is before"), _named(person, "See what comes after")
    await expect(earlier).to_have_attribute("aria-disabled", "true")
    for first in ("0:00:30", "0:01:00", "0:01:30", "0:02:00"):
        await later.tap()
        await expect(person.seen(EDGES).first).to_have_text(first)
    await expect(later).to_have_attribute("aria-disabled", "true")
    await earlier.tap()
    await expect(person.seen(EDGES)).to_have_text(["0:01:30", "0:02:10"])
    await _named(person, "See more at once").tap()
    await expect(later).to_have_count(0)
    assert [] == await person.page.evaluate("window.asked")


async def test_who_looks_elsewhere_while_it_plays_stays_there(person: Person) -> None:
    """Until somebody plays another place; what plays into the edge takes the picture along."""
    await person.seen(".player .play").tap()
    await person.page.wait_for_function("document.querySelector('audio').currentTime > 0.3")
    await _named(person, "See what comes after").tap()
    await person.page.wait_for_function("document.querySelector('audio').currentTime > 0.8")
    assert [30, 70] == await shown_s(person)
    await person.seen(".line").last.tap()
    await expect(person.seen(EDGES)).not_to_have_text(["0:00:30", "0:01:10"])
    first, end = await shown_s(person)
    at = await person.page.evaluate("document.querySelector('audio').currentTime")
    assert first < at < end


async def test_keys_go_through_the_recording(person: Person) -> None:
    """As a slider is used, also with a screen reader; the picture goes along."""
    await person.seen(OUTLINE).focus()
    await person.page.keyboard.press("PageUp")
    await person.page.keyboard.press("ArrowRight")
    assert [60, 65] == [round(at) for at in await person.page.evaluate("window.asked")]
    first, end = await shown_s(person)
    assert first < 65 < end
    await person.page.keyboard.press("Home")
    await expect(person.seen(EDGES)).to_have_text(["0:00:00", "0:00:40"])


async def test_a_picture_that_cannot_be_read_is_told_and_tried_again(person: Person) -> None:
    """It plays all the same; once it can be read, it is there and nothing is said any more."""

    async def refuse(route: Route) -> None:
        await route.fulfill(status=503)

    await person.page.route(PEAKS, refuse)
    await _named(person, "See it closer").tap()
    await person.reads(
        TROUBLE, "The picture of the sound could not be read. It can be played all the same."
    )
    await expect(person.seen(TROUBLE)).to_have_attribute("role", "alert")
    await person.seen(OUTLINE).tap()
    await person.page.wait_for_function("document.querySelector('audio').currentTime > 4.5")
    await person.seen(".player .play").tap()
    await person.page.unroute(PEAKS)
    async with person.page.expect_response(PEAKS) as answer:
        await person.tap("Try again")
    assert (await answer.value).ok
    await expect(person.seen(TROUBLE)).to_have_count(0)
    assert await person.page.evaluate(PAINTED)


async def test_a_picture_that_takes_long_says_so(person: Person) -> None:
    """What is drawn for the first time may be many hours; a failed line is told as well."""
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await person.page.route(PEAKS, hold)
    await _named(person, "See it closer").tap()
    await person.reads(".outline .drawing", "Drawing the sound")
    await held[0].abort()
    await expect(person.seen(TROUBLE)).to_be_visible()
    await expect(person.seen(".outline .drawing")).to_have_count(0)


COUNT_PICTURES = """() => {
  const ask = window.fetch;
  let running = 0;
  window.most = 0;
  window.fetch = async (...what) => {
    if (!String(what[0]).includes("/peaks?")) return ask(...what);
    window.most = Math.max(window.most, ++running);
    return ask(...what).finally(() => (running -= 1));
  };
}"""
"""Keep in ``most`` how many were asked for at the same time from now on."""


async def test_a_drag_asks_for_one_picture_at_a_time(person: Person, finger: Finger) -> None:
    """However fast it is: the box has other things to do. A button is heard right after it."""
    await person.page.evaluate(COUNT_PICTURES)
    async with person.page.expect_response(PEAKS):
        await finger.goes(*(0.9 - 0.01 * number for number in range(60)))
    await expect(person.seen(EDGES).first).not_to_have_text("0:00:00")
    # A drag that ends at speed is no fling, which would swallow the next tap.
    await _named(person, "See what is before").tap()
    await expect(person.seen(EDGES)).to_have_text(["0:00:00", "0:00:40"])
    assert 1 == await person.page.evaluate("most")


async def test_edges_of_speech_never_become_a_bar(person: Person, station: FakeStation) -> None:
    """Of two hours there are too many to be told apart; of a minute they are there."""
    station.speech.duration_s = 7200
    await person.page.goto(person.page.url.replace("/transcript/", "/speech/"))
    await expect(person.seen(EDGES).last).to_have_text("2:00:00")
    await person.seen(".region").first.wait_for()
    assert await person.page.evaluate(DARK, [0, 0.04]) < 0.05
    for _ in range(4):
        await _named(person, "See it closer").tap()
    await expect(person.seen(EDGES).last).to_have_text("0:00:28")
    assert 0.01 < await person.page.evaluate(DARK, [0, 0.04]) < 0.2


async def test_sound_is_drawn_no_further_than_there_is(
    person: Person, station: FakeStation
) -> None:
    """Of a recording whose text reaches further: nothing is stretched over the rest."""
    station.add_recording(ID, texts=("开始。", "结束。"), duration_s=2 * DURATION_S)
    station.changed()
    await expect(person.seen(".player .time")).to_contain_text("0:05:20")
    async with person.page.expect_response(PEAKS):
        await _named(person, "See more at once").tap()
    async with person.page.expect_response(PEAKS):
        await _named(person, "See more at once").tap()
    await expect(person.seen(EDGES)).to_have_text(["0:00:00", "0:05:20"])
    await person.page.wait_for_function(f"share => ({DARK})([0, 0.45]) > share", arg=0.3)
    assert 0 == await person.page.evaluate(DARK, [0.52, 0.45])


async def test_a_tap_brings_the_line_of_that_place_into_view(
    person: Person, station: FakeStation
) -> None:
    """However long the recording; it stands out."""
    station.speech.duration_s = 7200
    await person.page.goto(person.page.url.replace("/transcript/", "/speech/"))
    await expect(person.seen(EDGES).last).to_have_text("2:00:00")
    await expect(person.seen(".region")).to_have_count(50)
    await person.seen(OUTLINE).tap()
    here = person.seen(".region.here")
    await expect(here).to_contain_text("0:59:5")
    await expect(here).to_be_in_viewport(ratio=1)
