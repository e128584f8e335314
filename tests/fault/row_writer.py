"""Fills a library and says after each write that it is done: ``… DATA_FOLDER RUN_FOLDER``."""

import asyncio
import sys
from itertools import count
from pathlib import Path

from appliance.domain.editing import EditKind, EditRequest
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, Origin
from appliance.paths import Paths
from tests.fakes.speech import on_disk, sentences

SENTENCES = 12
EDITED = "改正了"
TITLE = "标题"
AT = "2025-05-01T12:00:00+00:00"


def tell(recording_id: str, deed: str, count: int = 0) -> None:
    """Say what is done."""
    print(recording_id, deed, count, flush=True)


async def main(paths: Paths) -> None:
    """Write one recording after the other, with its text, an edit and a title; remove some."""
    async with Library.open(paths) as library:
        for number in count():
            recording_id = (
                f"20250501-{number // 3600:02}{number // 60 % 60:02}{number % 60:02}-ab12"
            )
            made = await asyncio.to_thread(on_disk, paths, recording_id)
            await library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
            tell(recording_id, "sentences", 0)
            spoken = sentences(SENTENCES)
            for done, each in enumerate(spoken, start=1):
                await library.add_segments(
                    recording_id, TranscriptKind.LIVE, [each], decided_samples=each.end_sample
                )
                tell(recording_id, "sentences", done)
            await library.complete(recording_id, TranscriptKind.LIVE)
            await library.set_text_state(recording_id, TextState.COMPLETE)
            tell(recording_id, "complete", SENTENCES)
            correction = EditRequest(
                kind=EditKind.TEXT, start_sample=0, was=spoken[0].text, text=EDITED
            )
            await library.edit(recording_id, correction, at=AT)
            tell(recording_id, "edited")
            await library.set_title(recording_id, TITLE)
            tell(recording_id, "titled")
            if number % 2:
                await library.set_trashed(recording_id, AT)
                tell(recording_id, "trashed")
            if number % 4 == 1:
                tell(recording_id, "leaving")
                await library.purge(recording_id, only_trashed=True)
                tell(recording_id, "gone")


if __name__ == "__main__":
    asyncio.run(main(Paths(data=Path(sys.argv[1]), run=Path(sys.argv[2]))))
