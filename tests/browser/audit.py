"""What every page must fulfil, looked at in the browser itself."""

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request

FINDINGS = """() => {
  const found = [];
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden";
  };
  const targets = [...document.querySelectorAll("button, a[href], input, textarea")].filter(isSeen);
  for (const target of targets) {
    const box = target.getBoundingClientRect();
    if (box.width < 56 || box.height < 56)
      found.push(`target ${target.className} is ${box.width} by ${box.height}`);
  }
  const layers = ".lines, .scroll, .captions-panel, .file-list, .pick-list, .sheet, .toast";
  const layer = (element) => element.closest(layers);
  for (const [i, one] of targets.entries()) for (const other of targets.slice(i + 1)) {
    if (layer(one) !== layer(other)) continue;
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    const gap = Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
    if (gap >= 0 && gap < 8) found.push(`${one.className} and ${other.className}: ${gap} px apart`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !isSeen(parent)) continue;
    if (["SCRIPT", "STYLE"].includes(parent.tagName)) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < 18) found.push(`text ${texts.currentNode.textContent} has ${size} px`);
  }
  for (const element of document.querySelectorAll(".frame *, .sheet *")) {
    const box = element.getBoundingClientRect();
    if (isSeen(element) && (box.right > innerWidth + 1 || box.left < -1))
      found.push(`${element.className} reaches from ${box.left} to ${box.right}`);
  }
  for (const box of document.querySelectorAll(".controls, .big, .tap, .heard")) {
    if (isSeen(box) && box.scrollHeight > box.clientHeight + 1)
      found.push(`${box.className} overflows: ${box.scrollHeight} in ${box.clientHeight}`);
  }
  return found;
}"""


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
    """Return what is too small, too near, or reaches out of the screen."""
    found: list[str] = await page.evaluate(FINDINGS)
    return found
