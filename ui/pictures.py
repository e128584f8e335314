"""The pictures of the screen that go into a support bundle: this page, and the one left for it."""

import asyncio
import logging
from datetime import datetime
from typing import Any, Final

from nicegui import Client, events, ui

from .i18n import Language
from .picture import Drawing, picture

LEFT: Final = "left-for-doctor"
"""What ``picture.js`` calls it when somebody leaves a page for the Doctor."""

MOST_BROWSERS: Final = 8
ANSWER_S: Final = 5.0
"""A browser that says nothing for so long is what the bundle may be about."""

log = logging.getLogger(__name__)


class LeftPages:
    """The page that each browser left for the Doctor, masked; in memory, of a few browsers."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def keep(self, browser: str, picture: bytes) -> None:
        """Keep it in the place of a former one."""
        self._kept.pop(browser, None)
        self._kept[browser] = picture
        if len(self._kept) > MOST_BROWSERS:
            del self._kept[next(iter(self._kept))]

    def of(self, browser: str) -> bytes | None:
        """Return the one that a browser left last."""
        return self._kept.get(browser)


class Pictures:
    """What one page may show of itself to whoever helps."""

    def __init__(
        self, left: LeftPages, *, browser: str, language: Language, client: Client
    ) -> None:
        self._left = left
        self._browser = browser
        self._language = language
        self._client = client

    def place(self) -> None:
        """Have the page tell what it showed when it is left for the Doctor."""
        ui.on(LEFT, self._keep)

    async def all(self) -> dict[str, bytes]:
        """Return the page that was left for this one and this one, by the names of their files."""
        try:
            # The sheet of the bundle itself lies over what is of interest.
            shown = await self._client.run_javascript(
                'pictureOfPage(".q-dialog")', timeout=ANSWER_S
            )
        except TimeoutError:
            shown = None
        found = {
            "screen-before.svg": self._left.of(self._browser),
            "screen.svg": await self._of(shown),
        }
        return {name: picture for name, picture in found.items() if picture is not None}

    async def _keep(self, event: events.GenericEventArguments) -> None:
        left = await self._of(event.args)
        if left is not None:
            self._left.keep(self._browser, left)

    async def _of(self, shown: Any) -> bytes | None:
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        title = f"{self._client.page.path} {self._language.code} {now}"
        try:
            drawing = Drawing.model_validate(shown)
            return await asyncio.to_thread(picture, drawing, self._language.own_words, title)
        except ValueError:  # which quotes what the page shows
            log.warning("a page gave no picture", extra={"event": "no-picture"})
            return None
