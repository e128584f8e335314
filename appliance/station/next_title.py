"""``next-title.txt`` in the data folder: what the next recording is called, until it has begun."""

import asyncio
import logging
from pathlib import Path
from typing import Final

from appliance.domain.labels import LONGEST_TITLE, tidy_title
from appliance.recordings.durable import replace_file, sync_folder
from appliance.station.errors import StationError

log = logging.getLogger(__name__)

NAME: Final = "next-title.txt"
LARGEST_BYTES: Final = 4 * LONGEST_TITLE
"""A character takes four bytes at most."""


class NextTitle:
    """Outlives the station. The recording that begins with it uses it up."""

    def __init__(self, data: Path) -> None:
        """Read it; what cannot be read is no title."""
        self._file = data / NAME
        self._writing = asyncio.Lock()
        self.text = _read(self._file)

    async def give(self, title: str) -> None:
        """Call the next recording this, or nothing. Raises StationError: then nothing changed."""
        before, self.text = self.text, tidy_title(title) or ""
        try:
            await self._write()
        except OSError as error:
            self.text = before
            raise StationError(
                "The title cannot be stored in {path}: {reason}.",
                hint="Make room on the disk, then give it again.",
                path=self._file,
                reason=error.strerror or error,
            ) from error

    async def used_by(self, title: str) -> None:
        """Forget it if a recording that began is called so."""
        if not self.text or title != self.text:
            return
        self.text = ""
        try:
            await self._write()
        except OSError as error:
            # The station that reads it again finds the same recording, and comes here again.
            log.warning("not forgotten: %s", error, extra={"event": "next-title-not-forgotten"})

    async def _write(self) -> None:
        async with self._writing:
            await asyncio.to_thread(_replace, self._file, self.text)


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_BYTES)
    except FileNotFoundError:
        return ""
    except OSError as error:
        log.warning("no next title: %s", error, extra={"event": "next-title-not-read"})
        return ""
    return tidy_title(content.decode(errors="ignore")) or ""


def _replace(file: Path, text: str) -> None:
    if text:
        replace_file(file, text.encode())
    elif file.exists():
        file.unlink()
        sync_folder(file.parent)
