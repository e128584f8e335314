"""Encodes audio for exports, and draws its outline, while nothing else is to be done.

See ``export.prepared`` and ``recordings.peaks``.
"""

import asyncio
import errno
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from appliance.domain.audio import to_seconds
from appliance.domain.disk_budget import AUDIO_BYTES_PER_S
from appliance.domain.recording import RecordingState
from appliance.errors import ApplianceError
from appliance.export import prepared
from appliance.library import Library, LibraryRow
from appliance.paths import Paths
from appliance.recordings.peaks import Peaks
from appliance.station.prepared_room import PreparedRoom

log = logging.getLogger(__name__)

_PAGE: Final = 200
_LOOK_EVERY_S: Final = 60.0
_LOWEST_PRIORITY: Final = 19
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class PrepareJob:
    """Works on one recording at a time, the newest first. What is cut off begins anew."""

    def __init__(self, *, library: Library, paths: Paths, room: PreparedRoom) -> None:
        self._library = library
        self._paths = paths
        self._room = room
        self._given_up: set[str] = set()
        self._no_room_until = 0.0
        """By the clock of the event loop."""

        self._all_seen = False
        """Nothing older than the first page waits."""

    async def keep_room(self) -> None:
        """Sweep up once; then remove what is prepared when the disk is getting short; for ever."""
        await asyncio.to_thread(self._room.sweep)
        while True:
            try:
                await asyncio.to_thread(self._room.keep)
            except OSError as error:
                log.warning("prepared audio stays: %s", error, extra={"event": "prepared-stays"})
            await asyncio.sleep(_LOOK_EVERY_S)

    async def next(self, is_aside: Callable[[str], bool]) -> LibraryRow | None:
        """Choose a closed recording of which nothing is prepared. Raises LibraryError."""
        if asyncio.get_running_loop().time() < self._no_room_until:
            return None
        async for page in self._pages():
            waiting = await asyncio.to_thread(self._waiting, page)
            for row in waiting:
                if is_aside(row.recording.id):
                    continue
                if await asyncio.to_thread(self._has_room, row):
                    return row
                self._all_seen = False
                return None
        self._all_seen = True
        return None

    async def run(self, row: LibraryRow) -> None:
        """Encode it, give it up, or wait for room; a cancellation waits for the block under way."""
        recording_id = row.recording.id
        folder = self._paths.recording(recording_id)
        left = threading.Event()
        thread = ThreadPoolExecutor(
            max_workers=1, thread_name_prefix="prepare", initializer=_give_way
        )
        working = asyncio.get_running_loop().run_in_executor(
            thread, partial(_prepare, folder, must_rest=left.is_set)
        )
        try:
            is_prepared = await asyncio.shield(working)
        except asyncio.CancelledError:
            left.set()
            await asyncio.wait({working})
            raise
        except (ApplianceError, OSError) as error:
            log.warning(
                "audio of %s is not prepared: %s",
                recording_id,
                error,
                extra={"event": "prepare-failed"},
            )
            if isinstance(error, OSError) and error.errno in _NO_ROOM:
                self._no_room_until = asyncio.get_running_loop().time() + _LOOK_EVERY_S
                return
            is_prepared = False
        finally:
            thread.shutdown(wait=False)
        if not is_prepared:
            self._given_up.add(recording_id)

    async def _pages(self) -> AsyncIterator[list[LibraryRow]]:
        before: str | None = None
        while page := await self._library.page(limit=_PAGE, before=before):
            yield page
            if self._all_seen:
                return
            before = page[-1].recording.id

    def _waiting(self, page: list[LibraryRow]) -> list[LibraryRow]:
        return [
            row
            for row in page
            if row.recording.state is RecordingState.CLOSED
            and row.recording.id not in self._given_up
            and not any(
                (self._paths.recording(row.recording.id) / name).exists() for name in prepared.NAMES
            )
        ]

    def _has_room(self, row: LibraryRow) -> bool:
        try:
            return self._room.is_ample(round(to_seconds(row.total_samples) * AUDIO_BYTES_PER_S))
        except OSError:
            return False


def _prepare(folder: Path, *, must_rest: Callable[[], bool]) -> bool:
    Peaks(folder).extend()
    return prepared.prepare(folder, must_rest=must_rest)


def _give_way() -> None:
    """On Linux a priority is a thread's own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)
