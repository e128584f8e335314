"""The audit of a page finds what is wrong with it, and nothing where all is right."""

from playwright.async_api import BrowserContext

from tests.browser.audit import audit
from tests.browser.axe import violations
from tests.browser.pseudo import pseudo
from tests.browser.said import foreign, said, untranslated

STYLE = """<!doctype html><style>
  body { margin: 0; font: 20px sans-serif }
  button { width: 200px; height: 60px; font: inherit; margin: 8px }
  .cut { width: 80px; overflow: hidden; white-space: nowrap }
  .ends { text-overflow: ellipsis }
  .box { display: inline-flex }
  .over { position: absolute; top: 0; left: 30px }
  .field { width: 90px; height: 60px; font: inherit; margin: 8px }
  .small { font-size: 15px }
  .sheet { overflow-y: auto }
</style>"""
FAULTS = {
    "<button style='height: 40px'>Stop</button>": "target button. is 200 by 40",
    "<button>Stop</button><button style='margin-left: -4px'>Go</button>": "px apart",
    "<p style='font-size: 15px'>small</p>": "text “small” has 15px",
    "<div class=cut>Words that are much too long</div>": "out of div.cut",
    "<div class='cut ends'><span class=box>Words much too long</span></div>": "an ellipsis",
    "<button style='width: 60px; white-space: nowrap'>Keep recording</button>": "out of button.",
    "<p>Words below</p><p class=over>Words above</p>": "overlap by",
    "<div class=frame><p style='margin-left: 1200px; width: 200px'>Far</p></div>": "reaches from",
    "<input class=field placeholder='Search in all text'>": "px wider and 0 px higher than",
    "<input class=field inputmode=decimal value=1000000000000>": "px wider and 0 px higher than",
    "<input class=field readonly value='/media/KINGSTON'>": "px wider and 0 px higher than",
    "<textarea class=field placeholder='One name or term a line'></textarea>": "0 px wider and",
    "<input class='field small' value=small>": "text “small” has 15px",
    "<div class=sheet style='height: 9px; max-height: 99px'><p>One</p><p>Two</p></div>": "has room",
}
"""Bodies of pages with what is said of them."""

SOUND = """<button>Stop</button>
<div class="cut ends">A very long name</div>
<input class="field" value="A title that somebody typed">
<textarea class="field">All that was said, line by line</textarea>
<div style="height: 90px; overflow-y: auto"><p>One</p><p>Two</p><p>Three</p></div><p>Below</p>
<div class=sheet style="max-height: 90px"><p>One</p><p>Two</p><p>Three</p></div>"""


async def test_what_is_wrong_is_found(touchscreen: BrowserContext) -> None:
    """Each fault by itself; ellipses and what is scrolled away are none."""
    page = await touchscreen.new_page()
    for body, fault in FAULTS.items():
        await page.set_content(STYLE + body)
        found = await audit(page)
        assert [True] == [fault in one for one in found][:1], (body, found)
    await page.set_content(STYLE + SOUND)
    assert [] == await audit(page)


async def test_axe_finds_what_readers_of_screens_miss(touchscreen: BrowserContext) -> None:
    """A nameless button; text whose contrast is below 7:1."""
    page = await touchscreen.new_page()
    await page.set_content("<html lang=en><title>x</title><main><button></button></main>")
    assert ["button-name"] == [one.split(":")[0] for one in await violations(page)]
    await page.set_content("<html lang=en><title>x</title><p style='color: #666'>pale</p>")
    assert ["color-contrast-enhanced"] == [one.split(":")[0] for one in await violations(page)]


async def test_a_page_tells_what_it_says(touchscreen: BrowserContext) -> None:
    """Texts and labels, but neither data nor hidden things nor the name of a language."""
    page = await touchscreen.new_page()
    await page.set_content(
        "<p>One</p><p hidden>Two</p><p class=said>Three</p><b lang=en>Four</b>"
        "<input aria-label=Five placeholder=Six>"
    )
    assert ["One", "Five", "Six"] == await said(page)


def test_what_was_never_translated_has_no_brackets() -> None:
    """Numbers and units are nobody's language; a message may be a field of another."""
    outer = pseudo("Saved: {length}.").format(length=pseudo("3 min"))
    assert ["Saved"] == [*untranslated([outer, "0:12", "14 GB", pseudo("Play"), "Saved"])]


def test_what_was_never_translated_is_found_within_what_was() -> None:
    """A reason that stands in no catalogue keeps its letters; a name in a message is none."""
    said = pseudo("No text: {reason}")
    reason, name = (said.format(reason=each) for each in ("The model is gone.", "KINGSTON"))
    assert [reason] == [*untranslated([reason, name])]


def test_the_other_language_is_found() -> None:
    """By letters, whatever the catalogue says; names, units and commands are all languages'."""
    assert ["录音"] == [*foreign(["Record", "录音", "KINGSTON"], "en")]
    mixed = ["没有文字：The model is gone.", "0.8 s", "Done"]
    plain = [
        "历史",
        "PDF",
        "1.2 GB",
        "请运行 tingxia models list 查看",
        "早会.wav",
        "KINGSTON 已满",
    ]
    assert mixed == [*foreign([*plain, *mixed], "zh-CN")]
