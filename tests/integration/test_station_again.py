"""A text that is made again, and its versions."""

import asyncio
import json
from pathlib import Path

import pytest

from appliance.domain.text_change import TextStep
from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, UnknownRecordingError
from appliance.station.box import BoxStation
from appliance.station.errors import StationError
from appliance.wire import RemoteError
from tests.fakes.box import FakeBox, fake_box, recorded, until, until_text, until_view

LIVE, SECOND_PASS, EDITED, REMAKING = TranscriptKind


async def with_text(box: FakeBox, station: BoxStation, *words: int) -> str:
    """Record words until their text is complete; returns the recording's id."""
    recording_id = await recorded(box, station, *words, title="Meeting")
    await until_text(station, recording_id, TextState.COMPLETE)
    return recording_id


async def models(station: BoxStation, recording_id: str, version: TranscriptKind) -> set[str]:
    """The models that made a version."""
    view = await station.recording(recording_id, version)
    assert view.transcript is not None
    return {segment.model for segment in view.transcript.segments}


async def test_live_text_and_second_pass_are_both_kept(tmp_path: Path) -> None:
    """The second pass asks for the model chosen for it; the live text can still be read."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await with_text(box, station, 1, 2)
        view = await station.recording(recording_id)
        live = await station.recording(recording_id, LIVE)
    assert (LIVE, SECOND_PASS) == view.versions == live.versions
    assert view.transcript is not None
    assert live.transcript is not None
    assert (SECOND_PASS, LIVE) == (view.transcript.kind, live.transcript.kind)
    assert [False, True] == [start.refine for start in box.inference.sessions]


async def test_where_a_text_comes_from_is_kept_to_the_file_and_back(tmp_path: Path) -> None:
    """Raw text, changes, lexicon and model reach transcript.json and a library made from it."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            recording_id = await with_text(box, station, 7)
        file = box.paths.recording(recording_id) / "transcript.json"
        for transcript in json.loads(file.read_bytes())["transcripts"]:
            (written,) = transcript["segments"]
            assert ("7 raw", "1e51c0") == (written["raw_text"], written["lexicon"])
            assert "itn" == written["changes"][0]["step"]
        async with Library.open(box.paths) as library:
            await library.rebuild()
            text = await library.transcript(recording_id)
    assert text is not None
    (segment,) = text.segments
    assert ("7", "7 raw", "1e51c0", "fake") == (
        segment.text,
        segment.raw_text,
        segment.lexicon,
        segment.model,
    )
    assert [(TextStep.ITN, "7 raw", "7")] == [
        (change.step, change.before, change.after) for change in segment.changes
    ]


async def test_the_old_text_stays_until_the_new_one_is_complete(tmp_path: Path) -> None:
    """Reading meanwhile shows the old one whole; afterwards all of it is the new model's."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await with_text(box, station, 1, 2, 3)
        await box.inference.tell(model="better", model_sha256="2" * 64)
        box.inference.poison = 3
        box.inference.deaths = 0
        box.inference.died.clear()
        await station.retranscribe(recording_id)
        await box.inference.died.wait()
        during = await station.recording(recording_id)
        assert during.transcript is not None
        assert (SECOND_PASS, "1\n2\n3") == (during.transcript.kind, during.transcript.text)
        assert TextState.REFINING is during.summary.text_state
        assert {"fake"} == await models(station, recording_id, SECOND_PASS)
        box.inference.poison = None
        view = await until_text(station, recording_id, TextState.COMPLETE)
        assert view.transcript is not None
        assert "1\n2\n3" == view.transcript.text
        assert (LIVE, SECOND_PASS) == view.versions
        assert {"better"} == await models(station, recording_id, SECOND_PASS)
        assert {"fake"} == await models(station, recording_id, LIVE)


async def test_making_again_goes_on_after_a_restart_of_the_station(tmp_path: Path) -> None:
    """What was asked for is not forgotten, and no segment is there twice."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            recording_id = await with_text(box, station, 1, 2)
            await box.inference.kill()
            await until(station, lambda: station.snapshot().inference is None)
            await station.retranscribe(recording_id)
        await box.inference.start()
        await box.inference.tell(model="better")
        async with box.station() as station:
            view = await until_text(station, recording_id, TextState.COMPLETE)
            assert {"better"} == await models(station, recording_id, SECOND_PASS)
    assert view.transcript is not None
    assert "1\n2" == view.transcript.text


async def test_asking_in_the_middle_of_the_first_second_pass_makes_another_one(
    tmp_path: Path,
) -> None:
    """The request waits for its turn; it is not lost when the pass under way completes."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            recording_id = await with_text(box, station, 1)
        async with Library.open(box.paths) as library:
            await library.discard(recording_id, SECOND_PASS)
            await library.begin_again(recording_id)
        before = len(box.inference.sessions)
        async with box.station() as station:
            view = await until_text(station, recording_id, TextState.COMPLETE)
    assert (LIVE, SECOND_PASS) == view.versions
    assert before + 1 == len(box.inference.sessions)


async def test_what_cannot_be_made_again_is_refused(tmp_path: Path) -> None:
    """A running recording gets its text anyway; an unknown one has none."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        recording_id = await station.start_recording()
        with pytest.raises(StationError, match="still being recorded"):
            await station.retranscribe(recording_id)
        with pytest.raises(UnknownRecordingError):
            await station.retranscribe("20250501-120000-ffff")
        await station.stop_recording()


async def test_audio_that_is_gone_leaves_the_old_text_and_says_why(tmp_path: Path) -> None:
    """The text is not called failed: it is there."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await with_text(box, station, 1, 2)
        folder = box.paths.recording(recording_id)
        for file in (*folder.glob("*.wav"), folder / "journal.jsonl", folder / "recording.json"):
            file.unlink(missing_ok=True)
        await station.retranscribe(recording_id)
        view = await until_view(station, recording_id, lambda view: bool(view.summary.problem))
        async with asyncio.timeout(5):
            text = await station._library.transcript(recording_id)
    assert text is not None
    assert "1\n2" == text.text
    assert "could not be made again" in view.summary.problem


async def test_the_recogniser_is_loaded_and_unloaded_on_request(tmp_path: Path) -> None:
    """The new status is the answer; what cannot be loaded is told and the old model stays."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().inference is not None)
        failed = await station.reload_recogniser()
        assert ("fake", "There is no such model.") == (failed.model, failed.error)
        unloaded = await station.unload_recogniser()
        assert "unloaded" == unloaded.state
        box.inference.next_model = "better"
        loaded = await station.reload_recogniser()
        assert ("ready", "better", "") == (loaded.state, loaded.model, loaded.error)
        box.inference.unload_refusal = RemoteError("A session runs.", hint="Wait.")
        with pytest.raises(RemoteError, match="A session runs"):
            await station.unload_recogniser()
