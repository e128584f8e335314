"""What a page reads of a recording, read anew whenever it may be another one."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable

from appliance.errors import ApplianceError

from .page_work import PageWork

log = logging.getLogger(__name__)

AGAIN_S = 1.0
"""After what could not be read."""

TRIES = 5
"""So often in a row; then it is told."""


class Reading:
    """One at a time; what changes while it is read is read as well.

    What is on the screen stays where the library is busy, which is asked again for as long as the
    page is there.
    """

    def __init__(
        self,
        work: PageWork,
        read: Callable[[], Awaitable[None]],
        *,
        on_gone: Callable[[], None],
        on_failed: Callable[[ApplianceError | None], None] = lambda _: None,
        name: str,
    ) -> None:
        """``on_gone`` hears that the recording is there no more.

        ``on_failed`` hears why it cannot be read where that lasts, and None when it was read.
        """
        self._work = work
        self._read_once = read
        self._on_gone = on_gone
        self._on_failed = on_failed
        self._name = name
        self._is_reading = self._is_due = self._is_put_off = False

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
                    self._on_failed(None)
        finally:
            self._is_reading = False

    def _failed(self, error: ApplianceError, failures: Counter[str]) -> None:
        """Note each kind of failure once until it can be read; tell what lasts."""
        failures[error.code] += 1
        if failures[error.code] == 1:
            extra = {"event": "reading-failed", "code": error.code}
            log.warning("%s: %s", self._name, error, extra=extra)
        if failures.total() >= TRIES:
            self._on_failed(error)
