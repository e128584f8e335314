"""Taking a file into the recordings as if it had been recorded here."""

import asyncio
import logging
import shutil
from contextlib import aclosing
from pathlib import Path

from appliance.domain.audio import to_samples
from appliance.domain.recording import Recording
from appliance.paths import Paths
from appliance.recordings.clock import SystemClock
from appliance.recordings.durable import make_folder, sync_folder
from appliance.recordings.keys import KeyFolder, destroy_key
from appliance.recordings.writer import RecordingWriter
from appliance.station.decoding import decode
from appliance.station.growing_import import LOOK_EVERY_BYTES, SEGMENT_S, whole
from appliance.station.import_room import ImportRoom
from appliance.station.recording_id import new_recording_id

log = logging.getLogger(__name__)

STAGING = "importing-"
"""Begins the name of a folder in the inbox that is no recording yet."""


async def import_file(
    file: Path, *, title: str, paths: Paths, room: ImportRoom, keys: KeyFolder | None = None
) -> tuple[Recording, str]:
    """Decode a file into a new, closed recording; returns it and what is wrong with the file.

    It is built beside the recordings and moved there when it is whole, so that neither a crash
    nor capture's recovery ever meets half of it. Raises UnreadableAudioError, RecordingsError,
    NoRoomError.
    """
    recording_id = new_recording_id()
    warnings: list[str] = []
    await asyncio.to_thread(room.check)
    looked_bytes = LOOK_EVERY_BYTES
    staging = paths.inbox / f"{STAGING}{recording_id}"
    writer = await asyncio.to_thread(
        RecordingWriter.create,
        staging,
        recording_id=recording_id,
        title=title or file.stem,
        segment_samples=to_samples(SEGMENT_S),
        clock=SystemClock(),
        keys=keys,
    )
    try:
        async with aclosing(decode(file, on_warning=warnings.append)) as blocks:
            async for block in blocks:
                looked_bytes -= len(block)
                if looked_bytes < 0:
                    await asyncio.to_thread(room.check, LOOK_EVERY_BYTES)
                    looked_bytes = LOOK_EVERY_BYTES
                await whole(writer.append, block)
        recording = await asyncio.to_thread(writer.close, "asked")
        await asyncio.to_thread(_move, staging, paths.recording(recording_id))
    except BaseException:
        writer.abandon()
        await asyncio.to_thread(destroy_key, staging, recording_id)
        await asyncio.to_thread(shutil.rmtree, staging, ignore_errors=True)
        raise
    log.info("imported %s", recording_id, extra={"event": "file-imported"})
    return recording, " ".join(warnings)


def leftovers(paths: Paths) -> list[Path]:
    """Return what a crash left of unfinished imports; ask before the first import begins."""
    return list(paths.inbox.glob(f"{STAGING}*"))


def remove(folders: list[Path]) -> None:
    """Remove leftovers; the files that were to be imported are untouched."""
    for folder in folders:
        destroy_key(folder, folder.name.removeprefix(STAGING))
        shutil.rmtree(folder, ignore_errors=True)


def _move(staging: Path, folder: Path) -> None:
    make_folder(folder.parent)
    staging.rename(folder)
    sync_folder(folder.parent)
    sync_folder(staging.parent)
