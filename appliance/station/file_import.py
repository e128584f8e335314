"""Taking a file into the recordings as if it had been recorded here."""

import asyncio
import logging
from contextlib import aclosing
from pathlib import Path

from appliance.domain.audio import to_samples
from appliance.domain.file_path import legible
from appliance.domain.source import Source
from appliance.domain.text_state import TextState
from appliance.library import Library, LibraryRow, Origin, text_file
from appliance.library.text_file import TextFile
from appliance.paths import Paths
from appliance.recordings.clock import SystemClock
from appliance.recordings.errors import RecordingsError
from appliance.recordings.keys import KeyFolder
from appliance.recordings.writer import RecordingWriter
from appliance.station.decoding import decode
from appliance.station.finished import finished, whole
from appliance.station.growing_import import LOOK_EVERY_BYTES, SEGMENT_S
from appliance.station.import_folder import discard, put_in_place
from appliance.station.import_room import ImportRoom
from appliance.station.known_sources import hash_of
from appliance.station.recording_id import new_recording_id

log = logging.getLogger(__name__)

STAGING = "importing-"
"""Begins the name of a folder in the inbox that is no recording yet."""


async def import_file(
    file: Path,
    *,
    title: str,
    paths: Paths,
    library: Library,
    room: ImportRoom,
    keys: KeyFolder | None = None,
) -> LibraryRow:
    """Decode a file into a new, closed recording and enter it into the library.

    It is built beside the recordings and moved there when it is whole, with what is known of the
    file, so that neither a crash nor capture's recovery ever meets half of it. Raises
    UnreadableAudioError, RecordingsError, NoRoomError, LibraryError.
    """
    recording_id = new_recording_id()
    warnings: list[str] = []
    await asyncio.to_thread(room.check)
    looked_bytes = LOOK_EVERY_BYTES
    source = Source(
        name=legible(file.name),
        sha256=await hash_of(file),
        size_bytes=(await asyncio.to_thread(file.stat)).st_size,
    )
    staging = paths.inbox / f"{STAGING}{recording_id}"
    writer = await whole(_writer, staging, recording_id, title or legible(file.stem), keys)
    try:
        async with aclosing(decode(file, on_warning=warnings.append)) as blocks:
            async for block in blocks:
                looked_bytes -= len(block)
                if looked_bytes < 0:
                    await asyncio.to_thread(room.check, LOOK_EVERY_BYTES)
                    looked_bytes = LOOK_EVERY_BYTES
                await whole(writer.append, block)
        await whole(writer.close, "asked")
        content = TextFile(
            recording_id=recording_id,
            origin=Origin.FILE,
            text_state=TextState.WAITING,
            problem=" ".join(warnings),
            source=source,
        )
        return await finished(_enter(staging, content, paths, library))
    except BaseException:
        writer.abandon()
        await whole(discard, staging, recording_id)
        raise


def leftovers(paths: Paths) -> list[Path]:
    """Return what a crash left of unfinished imports; ask before the first import begins."""
    return list(paths.inbox.glob(f"{STAGING}*"))


def remove(folders: list[Path]) -> None:
    """Remove leftovers; the files that were to be imported are untouched.

    What cannot be removed is left for the next start; nothing else has to wait for it.
    """
    for folder in folders:
        try:
            discard(folder, folder.name.removeprefix(STAGING))
        except RecordingsError as error:
            log.warning("%s", error, extra={"event": "leftover-stays", "folder": str(folder)})


def _writer(
    staging: Path, recording_id: str, title: str, keys: KeyFolder | None
) -> RecordingWriter:
    return RecordingWriter.create(
        staging,
        recording_id=recording_id,
        title=title,
        segment_samples=to_samples(SEGMENT_S),
        clock=SystemClock(),
        keys=keys,
    )


async def _enter(staging: Path, content: TextFile, paths: Paths, library: Library) -> LibraryRow:
    recording_id = content.recording_id
    try:
        await asyncio.to_thread(text_file.write, staging, content)
        await asyncio.to_thread(put_in_place, staging, paths.recording(recording_id))
    except OSError as error:
        raise RecordingsError(
            "{folder} cannot be written: {reason}.",
            hint="Check the disk and its permissions, then try the file again.",
            folder=paths.recording(recording_id),
            reason=error.strerror or error,
        ) from error
    row = await library.take_over(recording_id)
    log.info("imported %s", recording_id, extra={"event": "file-imported"})
    return row
