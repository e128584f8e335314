"""Asks the root helper to make a stick writable, read-only again, or to unmount it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from appliance.domain.stick_mounting import HELPER_SOCKET, STICKS, Deed
from appliance.station.stick_errors import StickError, helper_refused, no_helper

log = logging.getLogger(__name__)

TIMEOUT_S: Final = 60.0
"""Unmounting writes what is left to a slow stick."""

_ANSWER_LIMIT_BYTES: Final = 256


class StickDoor:
    """Knows which sticks the helper mounted; the others are mounted by somebody else."""

    def __init__(self, *, sticks: Path = Path(STICKS), socket: Path = Path(HELPER_SOCKET)) -> None:
        self._sticks = sticks
        self._socket = socket

    def name(self, place: Path) -> str:
        """Return the helper's name of the stick that a path lies on; empty if it has none."""
        if self._sticks not in place.parents:
            return ""
        return place.relative_to(self._sticks).parts[0]

    async def ask(self, deed: Deed, name: str) -> None:
        """Have something done. Raises StickError."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                reader, writer = await asyncio.open_unix_connection(self._socket)
                try:
                    writer.write(f"{deed.value} {name}\n".encode())
                    await writer.drain()
                    answer = (await reader.read(_ANSWER_LIMIT_BYTES)).decode("ascii", "replace")
                finally:
                    writer.close()
        except (OSError, TimeoutError) as error:
            raise no_helper(name) from error
        if answer.strip() != "ok":
            raise helper_refused(answer.strip().removeprefix("refused "), name)

    @asynccontextmanager
    async def writable(self, target: Path) -> AsyncIterator[None]:
        """Have the stick of ``target`` writable until the end of the block. Raises StickError.

        Nothing is asked for a folder or a stick that somebody else mounted.
        """
        name = self.name(target)
        if not name:
            yield
            return
        await self.ask(Deed.WRITABLE, name)
        try:
            yield
        finally:
            try:
                await asyncio.shield(self.ask(Deed.READ_ONLY, name))
            except StickError as error:  # it was pulled out, or another export goes on
                log.info("%s", error, extra={"event": "stick-left-writable"})
