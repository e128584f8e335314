"""What a stick needs before it is written and before it is pulled out.

The root helper makes it writable, read-only again, and unmounts it; without the helper it is at
least written out.
"""

import asyncio
import ctypes
import logging
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.domain.stick_mounting import HELPER_SOCKET, STICKS, Deed
from appliance.station.finished import finished
from appliance.station.stick_errors import StickError, helper_refused, no_helper
from appliance.wire.supervision import Volume

log = logging.getLogger(__name__)

TIMEOUT_S: Final = 60.0
"""Unmounting writes what is left to a slow stick."""

_ANSWER_LIMIT_BYTES: Final = 256


@dataclass(slots=True, kw_only=True)
class WritableStick:
    """A stick that is being written; tells afterwards whether it can be pulled out."""

    is_held: bool = False
    """Not yet: another export writes to it, the helper refused, or it was mounted by somebody else,
    who has to let it go."""


class StickDoor:
    """Knows which sticks the helper mounted; the others are mounted by somebody else."""

    def __init__(
        self,
        *,
        present: Callable[[], tuple[Volume, ...]],
        sticks: Path = Path(STICKS),
        socket: Path = Path(HELPER_SOCKET),
    ) -> None:
        """``present`` tells what is plugged in, whoever mounted it; it may raise OSError."""
        self._present = present
        self._sticks = sticks
        self._socket = socket
        self._turning = asyncio.Lock()
        self._writers: Counter[str] = Counter()

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
    async def writable(self, target: Path) -> AsyncIterator[WritableStick]:
        """Have the stick of ``target`` writable until the end of the block. Raises StickError.

        It is read-only again when the last of several such blocks ends. Nothing is asked for a
        folder, nor for a stick that somebody else mounted, which stays as it is.
        """
        stick = WritableStick()
        name = self.name(target)
        if not name:
            yield stick
            stick.is_held = await asyncio.to_thread(self._is_held, target)
            return
        async with self._turning:
            # Asked each time: it may have been pulled out and plugged in again meanwhile.
            await self.ask(Deed.WRITABLE, name)
            self._writers[name] += 1
        try:
            yield stick
        finally:
            await finished(self._released(name, stick))

    def _is_held(self, target: Path) -> bool:
        real = Path(os.path.realpath(target))
        try:
            present = self._present()
        except OSError as error:
            log.info("%s", error, extra={"event": "sticks-unknown"})
            return True  # nobody can tell, so it is not called free
        return any(
            real.is_relative_to(volume.mount_point) for volume in present if not volume.is_stand_in
        )

    async def _released(self, name: str, stick: WritableStick) -> None:
        async with self._turning:
            self._writers[name] -= 1
            if self._writers[name]:
                stick.is_held = True
                return
            del self._writers[name]
            try:
                await self.ask(Deed.READ_ONLY, name)
            except StickError as error:
                # One that was pulled out has no folder any more, and nothing is left to be done.
                stick.is_held = await asyncio.to_thread((self._sticks / name).exists)
                log.info("%s", error, extra={"event": "stick-left-writable"})


def written_out(place: Path) -> Generator[None]:
    """Have everything written to the stick. Raises OSError."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    folder = os.open(place, flags)
    try:
        if sys.platform != "linux":
            os.sync()
        elif ctypes.CDLL(None, use_errno=True).syncfs(folder) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    finally:
        os.close(folder)
    yield
