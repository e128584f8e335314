"""What a page reads of a recording, read anew whenever it may be another one."""

import asyncio
from collections.abc import Awaitable, Callable

from appliance.errors import ApplianceError

from .page_work import PageWork

AGAIN_S = 1.0
"""After what could not be read."""


class Reading:
    """One at a time; what changes while it is read is read as well.

    What is on the screen stays where the library is busy, which is asked again.
    """

    def __init__(
        self,
        work: PageWork,
        read: Callable[[], Awaitable[None]],
        *,
        on_gone: Callable[[], None],
        name: str,
    ) -> None:
        """``on_gone`` hears that the recording is there no more."""
        self._work = work
        self._read_once = read
        self._on_gone = on_gone
        self._name = name
        self._is_reading = self._is_due = False

    def ask(self) -> None:
        """Read it soon: it may be another one."""
        self._is_due = True
        if not self._is_reading:
            self._is_reading = True
            self._work.begin(self._read(), name=self._name)

    async def _read(self) -> None:
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
                    await asyncio.sleep(AGAIN_S)
        finally:
            self._is_reading = False
