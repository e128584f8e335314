"""A folder whose files are queued by themselves, each once, when nobody writes them any more.

It is polled: that works on every file system, network shares and sticks included. The files are
read in place and never touched.
"""

import asyncio
import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from appliance.errors import ApplianceError
from appliance.library import LibraryError
from appliance.recordings.durable import replace_file
from appliance.station.face_files import Files
from appliance.station.file_offers import has_audio_name, natural

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 5.0
MEMORY: Final = "watched.json"
MOST_FILES: Final = 10_000
PARTIAL: Final = frozenset({".part", ".partial", ".crdownload", ".tmp", ".filepart", ".download"})
LOCKS: Final = (".lock", ".lck", *sorted(PARTIAL))
"""A file beside another one, of its whole name and one of these, says that it is being written."""

Look = tuple[int, int]
"""Size and time of change."""


class WatchFolder:
    """See the module."""

    def __init__(self, folder: Path, files: Files, *, memory: Path) -> None:
        """``memory`` is the folder in which it is kept what was queued."""
        self._folder = folder
        self._files = files
        self._memory = memory / MEMORY
        self._queued: dict[str, Look] | None = None
        self._last: dict[str, Look] = {}
        self._is_missing = False
        self._told: set[str] = set()
        """What could not be read at the last look."""

    async def look(self) -> int:
        """Queue what is new and has not changed since the last look; returns how many."""
        try:
            if self._queued is None:
                self._queued = await asyncio.to_thread(self._read)
            found, _ = await asyncio.to_thread(listed, self._folder)
            self._is_missing = False
            settled = [
                name
                for name, look in found.items()
                if self._last.get(name) == look and self._queued.get(name) != look
            ]
            self._last = found
            if not settled:
                return 0
            settled.sort(key=natural)
            left_out = await self._add(settled)
            taken = {name: found[name] for name in settled if name not in left_out}
            if not taken:
                return 0
            kept = {name: look for name, look in self._queued.items() if name in found}
            self._queued = kept | taken
            await asyncio.to_thread(self._write)
        except (ApplianceError, OSError) as error:
            if not self._is_missing:
                log.warning(
                    "the watch folder cannot be read: %s", error, extra={"event": "watch-failed"}
                )
            self._is_missing = True
            return 0
        else:
            return len(taken)

    async def _add(self, names: list[str]) -> set[str]:
        """Queue them; returns which cannot be read now, and are tried again at the next look."""
        try:
            added = await self._files.add([self._folder / name for name in names])
        except LibraryError as error:
            # They are queued, and must not be again at every look.
            log.warning("%s", error, extra={"event": "watch-unnoted"})
            return set()
        for one in added.left_out:
            if one.path not in self._told:
                log.warning("%s", one.reason, extra={"event": "watch-left-out"})
        self._told = {one.path for one in added.left_out}
        return {Path(one.path).name for one in added.left_out}

    def _read(self) -> dict[str, Look]:
        try:
            known = json.loads(self._memory.read_bytes())
            return {str(name): (int(size), int(mtime)) for name, (size, mtime) in known.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, AttributeError) as error:
            log.warning("forgotten what was queued: %s", error, extra={"event": "watch-forgot"})
            return {}

    def _write(self) -> None:
        replace_file(self._memory, json.dumps(self._queued).encode())


async def watch(chosen: Callable[[], Path | None], files: Files, *, memory: Path) -> None:
    """Look for ever into the folder that is chosen at the time; see WatchFolder."""
    folder: Path | None = None
    watched: WatchFolder | None = None
    while True:
        if (now := chosen()) != folder:
            folder = now
            watched = WatchFolder(folder, files, memory=memory) if folder else None
        if watched is not None:
            await watched.look()
        await asyncio.sleep(LOOK_EVERY_S)


def listed(folder: Path) -> tuple[dict[str, Look], bool]:
    """Return the finished-looking audio files of a folder, and whether it holds too many to see.

    Raises OSError.
    """
    names = set()
    found: dict[str, Look] = {}
    is_cut = False
    with os.scandir(folder) as entries:
        for count, entry in enumerate(entries):
            if is_cut := count >= MOST_FILES:
                break
            names.add(entry.name)
            if entry.is_file(follow_symlinks=False) and has_audio_name(Path(entry.name)):
                status = entry.stat(follow_symlinks=False)
                found[entry.name] = (status.st_size, status.st_mtime_ns)
    finished = {
        name: look
        for name, look in found.items()
        if not any(f"{name}{lock}" in names for lock in LOCKS) and f".~lock.{name}#" not in names
    }
    return finished, is_cut
