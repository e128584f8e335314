"""Somebody who uses the screen: reads its words in one language and taps them."""

import asyncio
import re
from collections.abc import Callable
from typing import Self

from playwright.async_api import BrowserContext, Locator, Page, expect

from ui.i18n import Language, Languages

TAPPED = "button, a[href], [role=button], [role=radio], [role=switch], [role=checkbox]"


async def opened(context: BrowserContext, url: str) -> Page:
    """Open a page and wait until its socket is there."""
    page = await context.new_page()
    await page.goto(url)
    await connected(page)
    return page


async def connected(page: Page) -> None:
    """Wait until the socket of a page is there."""
    await page.wait_for_function("window.socket && window.socket.connected")


class Person:
    """Knows where to tap by the message ids of the catalogue."""

    def __init__(self, page: Page, language: str = "zh-CN") -> None:
        self.page = page
        self.read(language)

    @classmethod
    async def at(cls, context: BrowserContext, url: str) -> Self:
        """Stand before a page in Chinese."""
        return cls(await opened(context, url))

    def read(self, language: str) -> None:
        """Go on in another language."""
        self._ = _language(language)

    def seen(self, selector: str) -> Locator:
        """Return what is on the page."""
        return self.page.locator(selector)

    def button(self, msgid: str) -> Locator:
        """Return the visible control that says these words."""
        words = re.compile(rf"^\s*{re.escape(self._(msgid))}")
        return self.page.locator(TAPPED).filter(has_text=words, visible=True).first

    async def tap(self, msgid: str) -> None:
        """Tap the control that says these words."""
        await self.button(msgid).tap()

    async def reads(self, selector: str, msgid: str) -> None:
        """Wait until these words stand there."""
        await expect(self.seen(selector)).to_contain_text(self._(msgid))

    async def types(self, field: Locator, text: str) -> None:
        """Write into a field and leave it."""
        await field.fill(text)
        await field.blur()


def _language(code: str) -> Language:
    return Languages(code).choose(code)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that no page shows."""
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.02)
