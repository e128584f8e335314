"""Fills a library and says after each write that it is done: ``… DATA_FOLDER RUN_FOLDER``."""

import asyncio
import sys
from itertools import count
from pathlib import Path

from appliance.domain.batch import FileJob, cancelled
from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.retention import Rules
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.export import ExportOptions, Format
from appliance.library import Library, Origin
from appliance.paths import Paths
from appliance.station.exports import Exports
from appliance.station.inbox import Inbox
from appliance.station.job_list import JobList
from appliance.station.shelf import LibraryShelf
from tests.fakes.speech import on_disk, sentences

SENTENCES = 12
EDITED = "改正了"
TITLE = "标题"
TAG = "标签"
TEXT_ALONE = ExportOptions(formats=(Format.TXT,))


def tell(recording_id: str, deed: str, count: int = 0) -> None:
    """Say what is done."""
    print(recording_id, deed, count, flush=True)


def file_of(recording_id: str, number: int) -> FileJob:
    """Make up a file that has the recording's id for a name."""
    return FileJob(
        id=f"{number:08x}",
        batch_id="batch",
        name=recording_id,
        path="/media/stick/1.wav",
        size_bytes=32_044,
        mtime_ns=0,
        added="2025-05-01T12:00:00+00:00",
        order=float(number),
    )


async def queue_file(jobs: JobList, recording_id: str, number: int) -> None:
    """Queue a file; give some up, take some off the list."""
    file = file_of(recording_id, number)
    await jobs.put([file])
    tell(recording_id, "queued")
    if number % 3 == 1:
        await jobs.change(file.id, cancelled)
        tell(recording_id, "given-up")
    if number % 3 == 2:
        tell(recording_id, "clearing")
        await jobs.remove(file.id)
        tell(recording_id, "cleared")


async def speak(library: Library, recording_id: str) -> str:
    """Write a text as it is recognised; returns its first sentence."""
    spoken = sentences(SENTENCES)
    for done, each in enumerate(spoken, start=1):
        await library.add_segments(
            recording_id, TranscriptKind.LIVE, [each], decided_samples=each.end_sample
        )
        tell(recording_id, "sentences", done)
    await library.complete(recording_id, TranscriptKind.LIVE)
    await library.set_text_state(recording_id, TextState.COMPLETE)
    tell(recording_id, "complete", SENTENCES)
    return spoken[0].text


async def label(shelf: LibraryShelf, recording_id: str, first: str) -> None:
    """Do with a recording what a person does."""
    correction = EditRequest(kind=EditKind.TEXT, start_sample=0, was=first, text=EDITED)
    await shelf.edit(recording_id, correction)
    tell(recording_id, "edited")
    await shelf.rename(recording_id, TITLE)
    tell(recording_id, "titled")
    await shelf.tag(recording_id, add=[TAG])
    tell(recording_id, "tagged")


async def main(paths: Paths) -> None:
    """Write one recording after the other with all that is done about it; remove some."""
    jobs = JobList(Inbox(paths.inbox), on_change=lambda: None)
    async with Library.open(paths) as library:
        shelf = LibraryShelf(library, paths, rules=Rules())
        exports = Exports(library, paths, audit=shelf.audit_log)
        for number in count():
            recording_id = (
                f"20250501-{number // 3600:02}{number // 60 % 60:02}{number % 60:02}-ab12"
            )
            made = await asyncio.to_thread(on_disk, paths, recording_id)
            await library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
            tell(recording_id, "sentences", 0)
            await queue_file(jobs, recording_id, number)
            await label(shelf, recording_id, await speak(library, recording_id))
            if number % 2 == 0:
                await shelf.hold(recording_id, hold=True)
                tell(recording_id, "held")
                target = paths.run / recording_id
                target.mkdir()
                async for _ in exports.run([recording_id], target, TEXT_ALONE):
                    pass
                tell(recording_id, "exported")
                continue
            await shelf.delete([recording_id])
            tell(recording_id, "trashed")
            if number % 4 == 1:
                tell(recording_id, "leaving")
                await shelf.empty_trash([recording_id])
                tell(recording_id, "gone")


if __name__ == "__main__":
    asyncio.run(main(Paths(data=Path(sys.argv[1]), run=Path(sys.argv[2]))))
