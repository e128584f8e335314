"""The player under a finger: words, speed, the loop of a correction, the outline."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, expect

from appliance.config import Settings
from tests.browser.audit import Watchman
from tests.browser.person import Person
from tests.fakes.screen import write_tone
from tests.fakes.speech import segment, transcript
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"
DURATION_S = 40
TEXT = "三号线报警 PLC-7 停机"
"""Said from second 20 to 28; each character takes as long as another."""

LIT = "[...(CSS.highlights.get('playing-word') ?? [])].map(String).join()"
COUNT_RETURNS = """{
  window.back = 0;
  const audio = document.querySelector("audio");
  audio.addEventListener("seeked", () => { if (audio.currentTime < 2.2) window.back += 1; });
}"""
LISTEN = """{
  window.asked = [];
  window.addEventListener("tingxia-play", (event) => window.asked.push(event.detail.from));
}"""
REFUSE = """(audio, name) => {
  audio.play = async () => { throw new DOMException("refused", name); };
}"""
RATE = "document.querySelector('audio').playbackRate"


@pytest_asyncio.fixture(loop_scope="session")
async def person(
    touchscreen: BrowserContext, station: FakeStation, settings: Settings, address: str
) -> AsyncIterator[Person]:
    """Somebody before a transcript whose words have their times."""
    view = station.add_recording(ID, texts=("…",), duration_s=DURATION_S)
    spoken = transcript(
        segment(2, "开始"), segment(20, TEXT, length_s=8), segment(30, "结束", length_s=8)
    )
    station.views[ID] = replace(view, transcript=spoken)
    write_tone(settings.paths, ID, DURATION_S)
    watchman = Watchman(touchscreen, address)
    person = await Person.at(touchscreen, f"{address}/transcript/{ID}")
    await person.page.wait_for_function("document.querySelector('audio').duration > 39")
    yield person
    assert [] == watchman.noted


async def touch(person: Person, target: Locator, share: float) -> None:
    """Put a finger so far across something."""
    box = await target.bounding_box()
    assert box is not None
    await person.page.touchscreen.tap(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)


async def now_s(person: Person) -> float:
    """Where the sound is."""
    return float(await person.page.evaluate("document.querySelector('audio').currentTime"))


async def asked_s(person: Person, count: int) -> float:
    """Wait for so many wishes to play; returns from where the last one is."""
    await person.page.wait_for_function(f"window.asked.length === {count}")
    return float(await person.page.evaluate("window.asked.at(-1)"))


def in_seconds(clock: str) -> int:
    """Read what stands at an edge of the outline."""
    hours, minutes, seconds = map(int, clock.split(":"))
    return 3600 * hours + 60 * minutes + seconds


async def test_a_word_that_is_tapped_plays_and_is_lit(person: Person) -> None:
    """From the beginning of the word under the finger; a name of letters is one word."""
    said = person.seen(".line .said").nth(1)
    inside = (TEXT.index("PLC-7") + 2.5) / len(TEXT)
    await touch(person, said, inside)
    await person.page.wait_for_function(f"{LIT} === 'PLC-7'")
    began = 20 + 8 * TEXT.index("PLC-7") / len(TEXT)
    assert began - 0.05 <= await now_s(person) < 28
    await person.page.wait_for_function(f"{LIT} === '停'")
    await person.seen(".player .play").tap()
    await person.page.wait_for_function("document.querySelector('audio').paused")


async def test_the_speed_goes_round_and_stays_with_the_next_line(person: Person) -> None:
    """One button for all of them; another line, which plays anew, keeps what was chosen."""
    speed = person.seen(".player .speed")
    seen = []
    for _ in range(5):
        seen.append((await speed.inner_text(), await person.page.evaluate(RATE)))
        await speed.tap()
    assert [("1×", 1), ("1.25×", 1.25), ("1.5×", 1.5), ("2×", 2), ("0.75×", 0.75)] == seen
    for _ in range(3):
        await speed.tap()
    await person.seen(".line .said").first.tap()
    await person.page.wait_for_function("!document.querySelector('audio').paused")
    assert ("2×", 2) == (await speed.inner_text(), await person.page.evaluate(RATE))


async def test_a_line_that_is_corrected_plays_over_and_over(person: Person) -> None:
    """Until it is left; then it is quiet."""
    await person.tap("Correct")
    await person.page.evaluate(COUNT_RETURNS)
    await person.seen(".line .said").first.tap()
    await expect(person.seen(".line textarea.field")).to_have_value("开始")
    await person.page.wait_for_function("window.back >= 3")
    assert 1.9 <= await now_s(person) < 5
    await person.tap("Cancel")
    await person.page.wait_for_function("document.querySelector('audio').paused")


async def test_the_outline_plays_from_where_it_is_touched_also_when_it_is_wider(
    person: Person,
) -> None:
    """A quarter of the way is a quarter of what is shown, which the edges tell."""
    await person.page.evaluate(LISTEN)
    outline = person.seen(".outline")
    await touch(person, outline, 0.25)
    assert pytest.approx(10, abs=0.5) == await asked_s(person, 1)
    await person.page.wait_for_function("document.querySelector('audio').currentTime >= 10")
    await person.seen(".player .play").tap()
    await person.seen(".zoom").last.tap()
    await expect(person.seen(".zoom").last).to_have_attribute("aria-disabled", "true")
    first, end = [
        await person.page.evaluate(f"document.querySelector('.edge.{side}').textContent")
        for side in ("from", "to")
    ]
    assert 10 == in_seconds(end) - in_seconds(first)
    await touch(person, outline, 0.5)
    assert pytest.approx(in_seconds(first) + 5, abs=1.1) == await asked_s(person, 2)
    await person.page.wait_for_function("!document.querySelector('audio').paused")


async def test_sound_that_cannot_be_played_is_told_and_tried_again(person: Person) -> None:
    """Whether it cannot be read or the browser refuses it: from where it was, by a tap on Play."""
    audio, play, trouble = (person.seen(name) for name in ("audio", ".player .play", ".trouble"))
    for refusal in ("NotAllowedError", "NotSupportedError"):
        await audio.evaluate(REFUSE, refusal)
        await person.seen(".line .said").nth(1).tap()
        await expect(trouble).to_have_attribute("role", "alert")
        await expect(play).to_have_attribute("aria-label", person._("Play"))
        await audio.evaluate("audio => { delete audio.play; }")
        at = await now_s(person)
        assert at >= 20
        await play.tap()
        await person.page.wait_for_function(f"document.querySelector('audio').currentTime > {at}")
        await expect(trouble).to_have_count(0)
        await play.tap()


async def test_a_pause_at_once_is_no_trouble(person: Person) -> None:
    """The browser ends the wish to play with an error of its own."""
    await person.page.evaluate(
        """{
          const ask = (name, detail) => window.dispatchEvent(new CustomEvent(name, { detail }));
          ask("tingxia-play", { from: 5 });
          ask("tingxia-pause");
        }"""
    )
    await expect(person.seen(".player .time")).to_contain_text("0:00:05")
    await expect(person.seen(".trouble")).to_have_count(0)
