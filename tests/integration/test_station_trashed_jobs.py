"""A recording that goes into the trash while something is made of it."""

import asyncio
from pathlib import Path

from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from tests.fakes.box import fake_box, until_text
from tests.fakes.inference_server import WORD_SAMPLES, spoken
from tests.integration.test_station_control import wav_file


async def test_a_text_is_left_off_in_the_trash_and_gone_on_with_after_a_restore(
    tmp_path: Path,
) -> None:
    """The recogniser is free for others at once; what was decided is not made again."""
    async with fake_box(tmp_path) as box, box.station() as station:
        box.inference.deaf_to_finals = True
        trashed = await station.transcribe(wav_file(tmp_path / "1.wav", spoken(0, 1, 2)))
        await box.inference.died.wait()
        await box.inference.kill()
        box.inference.deaf_to_finals = False
        await station.shelf.delete([trashed])
        other = await station.transcribe(wav_file(tmp_path / "2.wav", spoken(3)))
        before = len(box.inference.sessions)
        await box.inference.start()
        await until_text(station, other, TextState.COMPLETE)
        assert 1 == len(box.inference.sessions) - before
        assert TextState.COMPLETE is not (await station.summary(trashed)).text_state
        await station.shelf.restore([trashed])
        view = await until_text(station, trashed, TextState.COMPLETE)
    assert view.transcript is not None
    assert ["1", "2"] == view.transcript.text.split()
    assert "" == view.summary.problem
    assert box.inference.sessions[-1].first_sample in {0, WORD_SAMPLES}


async def test_telling_speakers_apart_is_left_off_in_the_trash(tmp_path: Path) -> None:
    """After a restore it begins anew."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await box.inference.tell(can_diarise=True)
        box.inference.diarisation_gate.clear()
        recording_id = await station.transcribe(wav_file(tmp_path / "1.wav", spoken(1, 102)))
        await box.inference.diarisation_heard.wait()
        await station.shelf.delete([recording_id])
        async with asyncio.timeout(10):
            await station._underway.free(recording_id)
        assert SpeakerState.WAITING is (await station._library.get(recording_id)).speaker_state
        box.inference.diarisation_gate.set()
        await station.shelf.restore([recording_id])
        async with asyncio.timeout(10):
            while (
                await station._library.get(recording_id)
            ).speaker_state is not SpeakerState.FOUND:
                await asyncio.sleep(0.02)
    assert 2 == box.inference.diarisations
