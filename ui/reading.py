"""What a page reads of a recording, read anew whenever it may be another one."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable

from appliance.errors import ApplianceError

from .i18n import Language
from .notice import Notice
from .page_work import PageWork
from .widgets.notice_board import NoticeBoard

log = logging.getLogger(__name__)

AGAIN_S = 1.0
"""After what could not be read."""

TRIES = 5
"""So often in a row; then whoever looks at the page is told."""


class Reading:
    """One at a time; what changes while it is read is read as well.

    What is on the screen stays where the library is busy, which is asked again for as long as the
    page is there. Where that lasts, it is told in the place in which it was made.
    """

    def __init__(
        self,
        work: PageWork,
        language: Language,
        read: Callable[[], Awaitable[None]],
        *,
        on_gone: Callable[[], None],
        name: str,
    ) -> None:
        """``on_gone`` hears that the recording is there no more."""
        self._work = work
        self._language = language
        self._read_once = read
        self._on_gone = on_gone
        self._name = name
        self._is_reading = self._is_due = self._is_put_off = False
        self._notices = NoticeBoard(language).classes("unread")

    def ask(self) -> None:
        """Read it soon: it may be another one."""
        self._is_due = True
        if not self._is_reading:
            self._is_reading = True
            self._work.begin(self._read(), name=self._name)

    def ask_in(self, seconds: float) -> None:
        """Read it then, or before if it is asked for."""
        if not self._is_put_off:
            self._is_put_off = True
            self._work.begin(self._ask_later(seconds), name=f"{self._name} later")

    async def _ask_later(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._is_put_off = False
        self.ask()

    async def _read(self) -> None:
        failures = Counter[str]()
        try:
            while self._is_due:  # nobody may tell of the change again
                self._is_due = False
                try:
                    await self._read_once()
                except ApplianceError as error:
                    if error.code == "unknown-recording":
                        self._on_gone()
                        return
                    self._is_due = True
                    self._failed(error, failures)
                    await asyncio.sleep(AGAIN_S)
                else:
                    failures.clear()
                    self._notices.show(())
        finally:
            self._is_reading = False

    def _failed(self, error: ApplianceError, failures: Counter[str]) -> None:
        """Note what is another kind of failure than those since it could be read, and tell it."""
        failures[error.code] += 1
        if failures[error.code] == 1:
            extra = {"event": "reading-failed", "code": error.code}
            log.warning("%s: %s", self._name, error, extra=extra)
        if failures.total() >= TRIES:
            _ = self._language
            what = _("The latest text cannot be read. It is tried again by itself.")
            why = " ".join(_.error(error))
            self._notices.show((Notice(sign="warning", what=what, next_step=why, is_alarm=True),))
