"""The one input method of the station: opened when it is asked, its table made if there is none."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from appliance.pinyin.input_method import Candidate, InputMethod
from appliance.pinyin.table import Table, TableError

log = logging.getLogger(__name__)

BUILD_S: Final = 180.0
"""It takes some seconds of one core, once after an installation."""


AGAIN_S: Final = 60.0
"""After a failure: every key asks, and a full disk is not emptied meanwhile."""


class PinyinDesk:
    """Answers one question after the other, beside the event loop."""

    def __init__(self, table_path: Path) -> None:
        self._path = table_path
        self._method: InputMethod | None = None
        self._one_at_a_time = asyncio.Lock()
        self._failed: tuple[float, object] | None = None
        """When (of the event loop's clock) the table could not be made, and why."""

    async def candidates(self, typed: str) -> list[Candidate]:
        """Return what may be meant. Raises TableError if there are no words to choose from."""
        async with self._one_at_a_time:
            method = await self._opened()
            return await asyncio.to_thread(method.candidates, typed)

    async def remember(self, choices: Sequence[tuple[str, str]]) -> None:
        """Have these texts go first for these letters until the station ends."""
        async with self._one_at_a_time:
            method = await self._opened()
            for typed, text in choices:
                method.remember(typed, text)

    async def _opened(self) -> InputMethod:
        if self._method is None:
            try:
                table = await asyncio.to_thread(Table.open, self._path)
                if table is None:
                    await self._build_unless_it_just_failed()
                    table = await asyncio.to_thread(Table.open, self._path)
            except OSError as error:
                raise _not_made(error) from error
            if table is None:
                raise _not_made("there is no table")
            self._method = InputMethod(table)
        return self._method

    async def _build_unless_it_just_failed(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._failed is not None and now < self._failed[0] + AGAIN_S:
            raise _not_made(self._failed[1])
        try:
            await self._build()
        except (OSError, TableError) as error:
            reason = error.fields["reason"] if isinstance(error, TableError) else error
            self._failed = (asyncio.get_running_loop().time(), reason)
            raise

    async def _build(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "appliance.pinyin.build",
            str(self._path),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(BUILD_S):
                _, told = await process.communicate()
        except BaseException:
            process.kill()
            await process.wait()
            raise
        if process.returncode != 0:
            lines = told.decode(errors="replace").strip().splitlines() or ["no reason"]
            raise _not_made(lines[-1])
        log.info("the table of words was made", extra={"event": "pinyin-table-made"})


def _not_made(reason: object) -> TableError:
    return TableError(
        "The words to type from could not be made ready: {reason}.",
        hint="Make room on the disk of the box. Letters and digits can be typed meanwhile.",
        reason=reason,
    )
