"""`tingxia transcribe` of a file that the box knows."""

import asyncio
from pathlib import Path

from appliance.domain.batch import JobState
from tests.fakes.box import until
from tests.fakes.inference_server import spoken
from tests.integration.test_station_control import command, open_door, wav_file


async def test_transcribe_says_what_a_known_file_keeps(tmp_path: Path) -> None:
    """A title that is given is not given to the recording that is there, but may be."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with open_door(tmp_path) as (box, station):
        await command(box, "transcribe", str(file), "--title", "Mon")
        (row,) = await station.recordings()
        status, output, errors = await command(box, "transcribe", str(file), "--title", "Tue 2")
        (after,) = await station.recordings()
    assert (0, "1\n") == (status, output)
    assert "Mon" == after.title
    assert f"tingxia library rename {row.id} 'Tue 2'" in errors


async def test_transcribe_does_not_wait_for_a_queue_that_is_paused(tmp_path: Path) -> None:
    """It says what holds the text up and how it goes on; a file that is new is done."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    other = wav_file(tmp_path / "b.wav", spoken(2))
    async with open_door(tmp_path) as (box, station):
        await box.inference.kill()
        await station.files.add([file])
        await until(
            station,
            lambda: [JobState.RECOGNISING] == [one.job.state for one in station.files.view().files],
        )
        await station.files.pause()
        await box.inference.start()
        async with asyncio.timeout(20):
            status, output, errors = await command(box, "transcribe", str(file), str(other))
        await station.files.resume()
        later = await command(box, "transcribe", str(file))
    assert (9, "2") == (status, output.split()[-1])
    assert "a.wav is in the queue of files already, which is paused." in errors
    assert "tingxia batch resume" in errors
    assert (0, "1\n") == later[:2]
