"""What the policy of the image forbids the browser of a box, in the real Chromium."""

import json
import mmap
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Error, Page, async_playwright

from appliance.diagnostics.chromium import FLAGS, executable

POLICY = Path(__file__).parents[2] / "image/mkosi.extra/etc/chromium/policies/managed/tingxia.json"
FORBIDS_TESTS = "DeveloperToolsAvailability"
"""With it nobody can look into a page from outside, Playwright neither."""


@pytest_asyncio.fixture(loop_scope="session")
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """Return a page of a Chromium that alone sees the policy, in a view of its own of /etc."""
    managed = tmp_path / "etc/chromium/policies/managed"
    managed.mkdir(parents=True)
    policy = json.loads(POLICY.read_text(encoding="utf-8"))
    del policy[FORBIDS_TESTS]
    (managed / POLICY.name).write_text(json.dumps(policy), encoding="utf-8")
    private = "--mount" if os.geteuid() == 0 else "--user --map-root-user --mount"
    view = f"mount -t overlay overlay -o lowerdir={tmp_path}/etc:/etc /etc"
    wrapper = tmp_path / "chromium"
    async with async_playwright() as playwright:
        browser = executable() or playwright.chromium.executable_path
        inner = f"sh -c '{view} && exec {browser} \"$@\"' sh"
        wrapper.write_text(f'#!/bin/sh\nexec unshare {private} {inner} "$@"\n')
        wrapper.chmod(0o755)
        chromium = await playwright.chromium.launch(executable_path=wrapper, args=list(FLAGS))
        yield await chromium.new_page()
        await chromium.close()


@pytest.mark.timeout(180)
async def test_nothing_but_the_box_can_be_opened(page: Page, address: str) -> None:
    """Neither files of the disk nor other addresses; the screen can."""
    answer = await page.goto(address)
    assert answer is not None
    assert answer.ok
    for elsewhere in ("file:///etc/hostname", "http://192.0.2.1/", "data:text/html,x"):
        with pytest.raises(Error, match="ERR_BLOCKED_BY_ADMINISTRATOR"):
            await page.goto(elsewhere)


async def test_the_browser_knows_every_key_of_the_policy() -> None:
    """A key that it does not know would be passed over without a word."""
    async with async_playwright() as playwright:
        named = Path(executable() or playwright.chromium.executable_path).resolve()
    # Debian starts the browser by a script.
    program = Path("/usr/lib/chromium/chromium") if named.stat().st_size < 100_000 else named
    with program.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as content:
        keys = json.loads(POLICY.read_text(encoding="utf-8"))
        assert [] == [key for key in keys if content.find(b"\0%b\0" % key.encode()) < 0]


def test_no_dialog_of_files_opens() -> None:
    """Nor the tools of developers: both would lead out of the kiosk."""
    policy = json.loads(POLICY.read_text(encoding="utf-8"))
    assert (False, 2) == (policy["AllowFileSelectionDialogs"], policy[FORBIDS_TESTS])
