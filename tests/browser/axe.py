"""axe-core on a page: rules of accessibility that a machine can check."""

from importlib.resources import files

from playwright.async_api import Page

SOURCE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

RUN = """async () => {
  const rules = { "color-contrast-enhanced": { enabled: true } };
  // Never told of: less than 7:1 is found where less than 4.5:1 is, and of the impact of a rule is
  // all that it finds.
  const left = axe._audit.rules.filter(({ impact }) => ["minor", "moderate"].includes(impact));
  for (const { id } of [...left, { id: "color-contrast" }]) rules[id] = { enabled: false };
  const { violations } = await axe.run(document, { resultTypes: ["violations"], rules });
  return violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary}`));
}"""


async def violations(page: Page) -> list[str]:
    """Return what is serious or critical; contrast is held to 7:1."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(SOURCE)
    found: list[str] = await page.evaluate(RUN)
    return found
