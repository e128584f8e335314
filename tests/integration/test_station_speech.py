"""Listening for speech in a recording, between a fake capture and a fake inference."""

from pathlib import Path

import pytest

from appliance.domain.endpointing import EndpointRules
from appliance.library import UnknownRecordingError
from appliance.station import speech
from appliance.station.errors import StationError
from appliance.wire import RemoteError
from tests.fakes.box import fake_box, recorded
from tests.fakes.inference_server import WORD_SAMPLES

RULES = EndpointRules(preroll_s=0.0, tail_s=0.0)


async def test_a_recording_is_listened_to_and_cut(tmp_path: Path) -> None:
    """Progress comes while it is heard; then every set of rules is answered."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await recorded(box, station, 7, 8, 0, 0, 9)
        shares = [share async for share in station.speech.listen(recording_id)]
        heard = await station.speech.regions(recording_id, RULES)
    assert 1.0 == shares[-1]
    assert [(0, 2), (4, 5)] == [
        (region.start_sample / WORD_SAMPLES, region.end_sample / WORD_SAMPLES)
        for region in heard.regions
    ]
    assert 5.0 == heard.duration_s
    assert 3.0 == heard.speech_s


async def test_a_recogniser_that_hangs_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has a recording heard is told, and may try again."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await recorded(box, station, 7, 8)
        box.inference.hears.clear()
        monkeypatch.setattr(speech, "HEARD_TIMEOUT_S", 0.1)
        with pytest.raises(StationError, match="does not answer"):
            await anext(station.speech.listen(recording_id))


async def test_one_stretch_is_recognised_on_its_own(tmp_path: Path) -> None:
    """Its text comes back and nothing is kept."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await recorded(box, station, 7, 8, 0, 9)
        before = await station.recording(recording_id)
        text = await station.speech.transcribe(recording_id, WORD_SAMPLES, 2 * WORD_SAMPLES)
        assert before.versions == (await station.recording(recording_id)).versions
    assert "8" == text


async def test_what_cannot_be_answered_says_why(tmp_path: Path) -> None:
    """Not listened to, no such recording, too long a stretch, no model."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await recorded(box, station, 7)
        with pytest.raises(StationError, match="listened"):
            await station.speech.regions(recording_id, RULES)
        with pytest.raises(UnknownRecordingError):
            await station.speech.transcribe("20250101-000000-0000", 0, 1)
        with pytest.raises(StationError, match="stretch"):
            await station.speech.transcribe(recording_id, 0, 61 * WORD_SAMPLES)
        box.inference.refusal = lambda _: RemoteError("There is no model.", hint="Load one.")
        with pytest.raises(RemoteError, match="no model"):
            await station.speech.transcribe(recording_id, 0, WORD_SAMPLES)
        await box.inference.kill()
        with pytest.raises(StationError, match="recogniser"):
            await anext(station.speech.listen(recording_id))
