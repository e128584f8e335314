"""Telling speakers apart after everything else, between a fake capture and a fake inference."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.text_state import TextState
from appliance.domain.transcript import TranscriptKind
from appliance.library import Library, LibraryError
from appliance.station import jobs
from appliance.station.box import BoxStation
from appliance.station.face import RecordingView, SpeakerState
from appliance.wire import RemoteError
from tests.fakes.box import FakeBox, fake_box, recorded, until, until_view
from tests.fakes.inference_server import spoken


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "RETRY_S", 0.05)


async def until_speakers(
    station: BoxStation, recording_id: str, *states: SpeakerState
) -> RecordingView:
    """Wait until the text is complete and its speakers are in one of these states."""

    def reached(view: RecordingView) -> bool:
        summary = view.summary
        return summary.text_state is TextState.COMPLETE and summary.speaker_state in states

    async with asyncio.timeout(10):
        return await until_view(station, recording_id, reached)


async def conversation(box: FakeBox, station: BoxStation, *words: int) -> str:
    """Record these words; inference can tell speakers apart."""
    await box.inference.tell(can_diarise=True)
    await until(
        station, lambda: bool((status := station.snapshot().inference) and status.can_diarise)
    )
    return await recorded(box, station, *words)


def speakers(view: RecordingView) -> list[tuple[str, int | None]]:
    """Each utterance with who said it."""
    assert view.transcript is not None
    return [(segment.text, segment.speaker) for segment in view.transcript.segments]


async def test_speakers_are_told_apart_after_the_text(tmp_path: Path) -> None:
    """In order of their first words, on the newest version, and in its file."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await conversation(box, station, 105, 7, 0, 108)
        view = await until_speakers(station, recording_id, SpeakerState.FOUND)
        live = await station.recording(recording_id, TranscriptKind.LIVE)
        file = box.paths.recording(recording_id) / "transcript.json"
        content = json.loads(file.read_bytes())
    assert [("105", 1), ("7", 2), ("108", 1)] == speakers(view)
    assert {None} == {speaker for _, speaker in speakers(live)}
    assert "found" == content["speaker_state"]
    assert [1, 2, 1] == [each["speaker"] for each in content["transcripts"][1]["segments"]]


async def test_without_models_nothing_is_waited_for(tmp_path: Path) -> None:
    """The usual box tells no speakers apart and says nothing about it."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        recording_id = await station.start_recording()
        await box.capture.hear(spoken(1))
        await station.stop_recording()
        view = await until_speakers(station, recording_id, SpeakerState.NONE)
    assert [("1", None)] == speakers(view)
    assert 0 == box.inference.diarisations


async def test_switched_off_it_is_not_done(tmp_path: Path) -> None:
    """Also where the models are there."""
    async with fake_box(tmp_path) as box, box.station(tell_speakers=False) as station:
        recording_id = await conversation(box, station, 1, 101)
        await until_speakers(station, recording_id, SpeakerState.NONE)
    assert 0 == box.inference.diarisations


async def test_a_refusal_leaves_the_text_and_is_told(tmp_path: Path) -> None:
    """With inference's own reason, and not as a failure of the text."""
    async with fake_box(tmp_path) as box, box.station() as station:
        box.inference.diarisation_refusal = RemoteError("It is too long.", hint="No.")
        recording_id = await conversation(box, station, 1, 101)
        view = await until_speakers(station, recording_id, SpeakerState.FAILED)
    assert [("1", None), ("101", None)] == speakers(view)
    assert ("It is too long.", "") == (view.summary.speaker_problem, view.summary.problem)


async def test_speakers_that_cannot_be_noted_hold_up_no_other_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library refuses one of two; that one is tried again until it is taken."""
    real = Library.set_speakers
    async with fake_box(tmp_path) as box, box.station() as station:
        box.inference.diarisation_gate.clear()
        first = await conversation(box, station, 1, 101)
        second = await conversation(box, station, 2, 102)

        async def failing(self: Library, recording_id: str, *values: Any) -> None:
            if recording_id == first:
                raise LibraryError("The disk is full.", hint="Make room.")
            await real(self, recording_id, *values)

        monkeypatch.setattr(Library, "set_speakers", failing)
        box.inference.diarisation_gate.set()
        await until_speakers(station, second, SpeakerState.FOUND)
        assert SpeakerState.WAITING is (await station.summary(first)).speaker_state
        monkeypatch.setattr(Library, "set_speakers", real)
        view = await until_speakers(station, first, SpeakerState.FOUND)
    assert [("1", 1), ("101", 2)] == speakers(view)


async def test_two_deaths_of_inference_end_it(tmp_path: Path) -> None:
    """One could be chance; the text of the recording stays complete."""
    async with fake_box(tmp_path) as box, box.station() as station:
        box.inference.diarisation_kills = True
        recording_id = await conversation(box, station, 1, 101)
        view = await until_speakers(station, recording_id, SpeakerState.FAILED)
    assert (2, 2) == (box.inference.diarisations, box.inference.deaths)
    assert [("1", None), ("101", None)] == speakers(view)
    assert "crashed" in view.summary.speaker_problem


async def test_a_restart_of_the_station_in_the_middle_begins_anew(tmp_path: Path) -> None:
    """What was asked for is not forgotten."""
    async with fake_box(tmp_path) as box:
        box.inference.diarisation_gate.clear()
        async with box.station() as station:
            recording_id = await conversation(box, station, 1, 101)
            await box.inference.diarisation_heard.wait()
            assert SpeakerState.WAITING is (await station.summary(recording_id)).speaker_state
        box.inference.diarisation_gate.set()
        async with box.station() as station:
            view = await until_speakers(station, recording_id, SpeakerState.FOUND)
    assert 2 == box.inference.diarisations
    assert [("1", 1), ("101", 2)] == speakers(view)


async def test_a_recording_that_begins_comes_first(tmp_path: Path) -> None:
    """Telling speakers apart is left at once, and done when nothing is recorded any more."""
    async with fake_box(tmp_path) as box, box.station() as station:
        box.inference.diarisation_gate.clear()
        first = await conversation(box, station, 1, 101)
        await box.inference.diarisation_heard.wait()
        second = await station.start_recording()
        await until(station, lambda: first not in station._underway)
        box.inference.diarisation_gate.set()
        await box.capture.hear(spoken(102))
        await until(station, lambda: len(station.snapshot().captions.finals) == 1)
        assert 1 == box.inference.diarisations
        await station.stop_recording()
        assert [("1", 1), ("101", 2)] == speakers(
            await until_speakers(station, first, SpeakerState.FOUND)
        )
        await until_speakers(station, second, SpeakerState.FOUND)
    assert 3 == box.inference.diarisations


async def test_a_text_that_is_made_again_gets_its_speakers_again(tmp_path: Path) -> None:
    """They belong to the version they were found for."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await conversation(box, station, 1, 101)
        await until_speakers(station, recording_id, SpeakerState.FOUND)
        await station.retranscribe(recording_id)
        await until(station, lambda: box.inference.diarisations == 2)
        view = await until_speakers(station, recording_id, SpeakerState.FOUND)
    assert [("1", 1), ("101", 2)] == speakers(view)


async def test_minutes_of_audio_go_over_whole(tmp_path: Path) -> None:
    """The sender waits for inference, and nothing is left out."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await conversation(box, station, *[1] * 40, *[101] * 40)
        view = await until_speakers(station, recording_id, SpeakerState.FOUND)
    assert [1] * 40 + [2] * 40 == [speaker for _, speaker in speakers(view)]


async def test_names_stay_with_their_voices_when_the_text_is_made_again(tmp_path: Path) -> None:
    """Though they are numbered the other way round; who was not known again loses the name."""
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await conversation(box, station, 1, 102, 3, 203, 4)
        before = await until_speakers(station, recording_id, SpeakerState.FOUND)
        for number, name in ((1, "王工"), (2, "李工"), (3, "张工")):
            await station.shelf.name_speaker(recording_id, number, name)
        box.inference.renumbered = {1: 2, 2: 1, 3: 1}
        await station.retranscribe(recording_id)
        async with asyncio.timeout(20):
            while box.inference.diarisations < 2:
                await asyncio.sleep(0.02)
        after = await until_speakers(station, recording_id, SpeakerState.FOUND)
        row = await station._library.get(recording_id)
    assert [1, 2, 1, 3, 1] == [number for _, number in speakers(before)]
    assert [1, 4, 1, 4, 1] == [number for _, number in speakers(after)]
    assert {1: "王工"} == row.speaker_names
    assert "李工, 张工" in row.speaker_problem
