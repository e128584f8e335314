"""Whether a picture of a page holds words that are not the program's own."""

import re
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree

from playwright.async_api import Page

from tests.browser.said import DATA
from ui.i18n import Language, Languages, read_catalogue
from ui.own_words import BLOCK
from ui.picture import Drawing, picture

_FIELD = r"\{[^}]*\}"
_NOT_OURS = re.compile(
    rf"{BLOCK}+|[-+−]?\d[\d.:]*(?: (?:[kMG]B|小时|分|秒|h|min|s))?| · |(?<=[。！？])|(?<=[.!?]) "
)
"""And what stands between two messages."""
_OF_PEOPLE = """(data) => [...document.querySelectorAll(data)]
  .filter((one) => one.checkVisibility())
  .map((one) => (one.matches("input, textarea") ? one.value : one.textContent).trim())"""


async def picture_of(page: Page, code: str) -> bytes:
    """Return the picture that a support bundle would get of a page."""
    drawing = Drawing.model_validate(await page.evaluate("pictureOfPage()"))
    return picture(drawing, language(code).own_words, "")


async def leaks(page: Page, code: str) -> list[str]:
    """Return what the picture of a page says that no message has, or that people said."""
    said = texts(await picture_of(page, code))
    of_people: list[str] = await page.evaluate(_OF_PEOPLE, DATA)
    secrets = {text for text in of_people if any(strange([text], code))}
    return [*strange(said, code), *(text for text in secrets if text in " ".join(said))]


def strange(said: list[str], code: str) -> Iterator[str]:
    """Yield what is no part of a message, but for figures."""
    own = messages(code)
    for text in said:
        for part in _NOT_OURS.split(text):
            if part.strip(" ·") not in own:
                yield text


def texts(svg: bytes) -> list[str]:
    """Return every line of a picture."""
    return ["".join(line.itertext()) for line in ElementTree.fromstring(svg).iter() if line.text]


@cache
def messages(code: str) -> str:
    """Return all that the program may say in a language, without what is filled in."""
    strings = (message.string for message in read_catalogue(code) if message.id)
    whole = (text for each in strings for text in ([each] if isinstance(each, str) else each or ()))
    return "\n".join(
        ["中文", "English", *(re.sub(_FIELD, "\n", text.replace("`", "")) for text in whole)]
    )


@cache
def language(code: str) -> Language:
    """Return a language of the screen; reading it takes a while."""
    return Languages(code).choose(code)
