"""Fills a library and says after each write that it is done: ``… DATA_FOLDER RUN_FOLDER``."""

import asyncio
import sys
from itertools import count
from pathlib import Path

from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, Origin
from appliance.paths import Paths
from tests.fakes.speech import on_disk, sentences

SENTENCES = 12


async def main(paths: Paths) -> None:
    """Write one recording with its text after the other."""
    async with Library.open(paths) as library:
        for number in count():
            recording_id = (
                f"20250501-{number // 3600:02}{number // 60 % 60:02}{number % 60:02}-ab12"
            )
            made = await asyncio.to_thread(on_disk, paths, recording_id)
            await library.put_recording(made, total_samples=16_000, origin=Origin.MICROPHONE)
            print("recording", recording_id, 0, flush=True)
            for done, each in enumerate(sentences(SENTENCES), start=1):
                await library.add_segments(
                    recording_id, TranscriptKind.LIVE, [each], decided_samples=each.end_sample
                )
                print("sentences", recording_id, done, flush=True)
            await library.complete(recording_id, TranscriptKind.LIVE)
            await library.set_text_state(recording_id, TextState.COMPLETE)
            print("complete", recording_id, SENTENCES, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Paths(data=Path(sys.argv[1]), run=Path(sys.argv[2]))))
