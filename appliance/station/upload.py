"""A file that comes from a browser, block by block, into a folder of its own in the inbox."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from appliance.domain.stick_contents import Limits
from appliance.paths import Paths
from appliance.recordings.durable import make_folder, sync_data, sync_folder, write_all
from appliance.station.errors import StationError
from appliance.station.file_import import STAGING
from appliance.station.finished import whole
from appliance.station.import_room import ImportRoom

LARGEST_BYTES: Final = Limits().audio_bytes
"""As from a stick; what lies on the box's own disk may be larger."""

LOOK_EVERY_BYTES: Final = 16 * 1024 * 1024
"""So often the disk is looked at."""

STALL_S: Final = 60.0
"""A browser that sends nothing for so long is gone."""

_FILE: Final = "upload"
"""Whatever the browser calls it."""


class UploadTooLargeError(StationError):
    """It is larger than any file that is taken from a browser."""

    code = "upload-too-large"

    def __init__(self) -> None:
        super().__init__(
            "The file is larger than the {limit} GiB that are taken from a browser.",
            hint="Save it as FLAC or MP3; or whoever looks after the box copies it to the box's"
            " disk and adds it with `tingxia batch add`.",
            limit=LARGEST_BYTES // 1024**3,
        )


class UploadCutOffError(StationError):
    """The browser did not send all that it announced."""

    code = "upload-cut-off"

    def __init__(self) -> None:
        super().__init__(
            "The file did not come whole.", hint="Choose it again; nothing of it was kept."
        )


@asynccontextmanager
async def received(
    blocks: AsyncIterator[bytes], *, paths: Paths, room: ImportRoom, announced_bytes: int | None
) -> AsyncIterator[Path]:
    """Yield the file once it is whole on the disk itself; at the end of the block it is gone.

    Take it over before that. Raises UploadTooLargeError, UploadCutOffError, NoRoomError, OSError.
    """
    if announced_bytes is not None and announced_bytes > LARGEST_BYTES:
        raise UploadTooLargeError
    await asyncio.to_thread(room.check, announced_bytes or 0)
    # What a kill leaves is removed at the next start, by the name of the folder.
    folder = paths.inbox / f"{STAGING}upload-{secrets.token_hex(4)}"
    try:
        await whole(make_folder, folder)
        yield await _written(blocks, folder, room, announced_bytes)
    finally:
        await whole(_removed, folder)


async def _written(
    blocks: AsyncIterator[bytes], folder: Path, room: ImportRoom, announced_bytes: int | None
) -> Path:
    file = folder / _FILE
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    opened = os.open(file, flags, 0o600)
    try:
        count_bytes = looked_bytes = 0
        while block := await _next(blocks):
            count_bytes += len(block)
            if count_bytes > LARGEST_BYTES:
                raise UploadTooLargeError
            if count_bytes - looked_bytes >= LOOK_EVERY_BYTES:
                looked_bytes = count_bytes
                await asyncio.to_thread(room.check, max(0, (announced_bytes or 0) - count_bytes))
            await whole(write_all, opened, block)
        if announced_bytes is not None and count_bytes != announced_bytes:
            raise UploadCutOffError
        await whole(sync_data, opened)
    finally:
        os.close(opened)
    await whole(sync_folder, folder)
    return file


async def _next(blocks: AsyncIterator[bytes]) -> bytes:
    """Return the next block, nothing at the end; empty ones are skipped."""
    try:
        async with asyncio.timeout(STALL_S):
            async for block in blocks:
                if block:
                    return block
    except TimeoutError as error:
        raise UploadCutOffError from error
    return b""


def _removed(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
