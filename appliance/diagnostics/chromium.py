"""Chromium on a touchscreen of its own, that talks to the box and to nobody else."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import psutil

from appliance.diagnostics.resident import NotMeasurableError

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

_WITHOUT: Final = (
    # Menus of an address bar that nobody sees. Each window loads them beside its first page, and
    # every page that Playwright opens is a window: half a second of processor time apiece.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # What matters here of Playwright's own list, which this one replaces: the rest is about other
    # systems and other sites.
    "AimEnabled",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
)
"""Features of the browser that are off."""

FLAGS: Final = (
    "--no-sandbox",  # as root in a container there is no other way
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(_WITHOUT)}",
    # It looks up names of its maker at every start; a kiosk has no name to look up at all.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

_MEASURED: Final = ("--enable-precise-memory-info", "--js-flags=--expose-gc")
"""Besides, where the memory of a page is measured."""

WIDTH, HEIGHT = 1280, 800
TIMEOUT_MS: Final = 60_000


@asynccontextmanager
async def chromium() -> AsyncIterator["Browser"]:
    """Start it with a fresh profile. Raises NotMeasurableError where it cannot be had."""
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError as error:
        raise _missing(str(error)) from error
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=executable(), args=[*FLAGS, *_MEASURED]
            )
        except Error as error:
            raise _missing(error.message.splitlines()[0]) from error
        yield browser
        await browser.close()


@asynccontextmanager
async def touchscreen(browser: "Browser") -> AsyncIterator["BrowserContext"]:
    """Return a browser of one's own without cache or cookies, on a touchscreen."""
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True, locale="zh-CN"
    )
    context.set_default_timeout(TIMEOUT_MS)
    try:
        yield context
    finally:
        await context.close()


def browser_processes() -> list[psutil.Process]:
    """Return the processes of the Chromium that this program started."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if "chrom" in process.name() or "headless_shell" in process.name()
    ]


def executable() -> str | None:
    """Return the system's, or the one named in CHROMIUM; None takes Playwright's own."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def _missing(reason: str) -> NotMeasurableError:
    return NotMeasurableError(
        "The screen is measured in a real browser, which cannot be started: {reason}",
        hint="Install both: `pip install playwright`, and `sudo apt install chromium` or"
        " `playwright install chromium`.",
        reason=reason,
    )
