"""What every page must fulfil, looked at in the browser itself."""

from pathlib import Path

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request

SETTLED = """async () => {
  const short = (animation) => animation.effect.getComputedTiming().endTime < 1000;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.allSettled(document.getAnimations().filter(short).map((one) => one.finished));
}"""

FINDINGS = Path(__file__).with_name("findings.js").read_text(encoding="utf-8")


class Watchman:
    """Notes what a page must not do: errors, violations of the policy, calls to other hosts."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.noted: list[str] = []
        self._own = (f"{address}/", address.replace("http:", "ws:") + "/", "data:", "blob:")
        context.on("console", self._console)
        context.on("weberror", lambda error: self.noted.append(str(error.error)))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.noted.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self._own):
            self.noted.append(f"asked {request.url}")


async def audit(page: Page) -> list[str]:
    """Return what is too small, too near, clipped, covered, or reaches out of the screen.

    What is on its way is looked at where it comes to rest.
    """
    await settled(page)
    found: list[str] = await page.evaluate(FINDINGS)
    return found


async def settled(page: Page) -> None:
    """Wait until what was changed last is laid out and nothing is on its way any more."""
    await page.evaluate(SETTLED)
