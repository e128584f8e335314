"""A recogniser that is slow, frozen or short of memory costs time and no text."""

import asyncio
from pathlib import Path

import pytest

from appliance.domain.process import ProcessEnd
from appliance.domain.text_state import TextState
from appliance.station import jobs, transcription
from appliance.station.box import BoxStation
from appliance.wire import RemoteError
from tests.fakes.box import fake_box, until, until_text
from tests.fakes.ends_supervisor import ends_supervisor
from tests.fakes.inference_server import spoken
from tests.integration.test_station_control import wav_file
from tests.integration.test_station_jobs import problem_of

WORDS = (1, 13, 3)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ASIDE_S", 0.2)
    monkeypatch.setattr(transcription, "FIRST_RETRY_S", 0.01)


async def text_of(station: BoxStation, recording_id: str) -> list[str]:
    """Wait for a complete text; returns its words."""
    view = await until_text(station, recording_id, TextState.COMPLETE)
    assert view.transcript is not None
    return view.transcript.text.split()


async def test_a_hang_lets_others_go_first_and_then_the_whole_text_comes(tmp_path: Path) -> None:
    """One kill by the supervisor is nobody's fault; meanwhile the reason is told."""
    async with (
        fake_box(tmp_path) as box,
        ends_supervisor(box.paths.supervisor_socket, ProcessEnd.HUNG),
        box.station() as station,
    ):
        box.inference.poison = 13
        first = await station.transcribe(wav_file(tmp_path / "1.wav", spoken(*WORDS)))
        problem = await problem_of(station, first)
        box.inference.poison = None
        second = await station.transcribe(wav_file(tmp_path / "2.wav", spoken(2)))
        assert ["2"] == await text_of(station, second)
        assert ["1", "13", "3"] == await text_of(station, first)
        assert "" == (await station.summary(first)).problem
    assert "came to no end with this recording" in problem
    assert 1 == box.inference.deaths


async def test_what_hangs_again_is_marked_and_can_be_made_again(tmp_path: Path) -> None:
    """Audio that brings the recogniser to no end each time does not stop the others for ever."""
    async with (
        fake_box(tmp_path) as box,
        ends_supervisor(box.paths.supervisor_socket, ProcessEnd.HUNG),
        box.station() as station,
    ):
        box.inference.poison = 13
        recording_id = await station.transcribe(wav_file(tmp_path / "1.wav", spoken(*WORDS)))
        assert "13" not in await text_of(station, recording_id)
        summary = await station.summary(recording_id)
        box.inference.poison = None
        await station.retranscribe(recording_id)
        while "13" not in await text_of(station, recording_id):
            await asyncio.sleep(0.01)
        assert "" == (await station.summary(recording_id)).problem
    assert "0:00:01" in summary.problem
    assert "came to no end there" in summary.problem
    assert 2 == box.inference.deaths


async def test_a_crash_and_a_hang_together_prove_nothing(tmp_path: Path) -> None:
    """Each is counted for itself: two deaths of different kinds pass nothing over."""
    async with (
        fake_box(tmp_path) as box,
        ends_supervisor(box.paths.supervisor_socket, ProcessEnd.HUNG) as supervisor,
        box.station() as station,
    ):
        box.inference.poison = 13
        recording_id = await station.transcribe(wav_file(tmp_path / "1.wav", spoken(*WORDS)))
        await problem_of(station, recording_id)
        supervisor.end = ProcessEnd.CRASHED
        box.inference.died.clear()
        await box.inference.died.wait()
        box.inference.poison = None
        assert ["1", "13", "3"] == await text_of(station, recording_id)
    assert 2 == box.inference.deaths


async def test_what_hung_waits_until_no_recording_runs(tmp_path: Path) -> None:
    """It is tried again when the machine has less to do."""
    async with (
        fake_box(tmp_path) as box,
        ends_supervisor(box.paths.supervisor_socket, ProcessEnd.HUNG),
        box.station() as station,
    ):
        await until(station, lambda: station.snapshot().capture is not None)
        await station.start_recording()
        box.inference.poison = 13
        hung = await station.transcribe(wav_file(tmp_path / "1.wav", spoken(*WORDS)))
        await problem_of(station, hung)
        box.inference.poison = None
        other = await station.transcribe(wav_file(tmp_path / "2.wav", spoken(2)))
        await text_of(station, other)
        third = await station.transcribe(wav_file(tmp_path / "3.wav", spoken(4)))
        await text_of(station, third)
        assert TextState.COMPLETE is not (await station.summary(hung)).text_state
        await station.stop_recording()
        assert ["1", "13", "3"] == await text_of(station, hung)


async def test_a_recogniser_that_is_replaced_again_and_again_costs_no_text(tmp_path: Path) -> None:
    """One that was asked to end, because it grew too big, had nothing against the audio."""
    async with (
        fake_box(tmp_path) as box,
        ends_supervisor(box.paths.supervisor_socket, ProcessEnd.ASKED),
        box.station() as station,
    ):
        box.inference.poison = 13
        recording_id = await station.transcribe(wav_file(tmp_path / "1.wav", spoken(*WORDS)))
        for _ in range(4):
            box.inference.died.clear()
            await box.inference.died.wait()
        box.inference.poison = None
        assert ["1", "13", "3"] == await text_of(station, recording_id)
        assert "" == (await station.summary(recording_id)).problem


async def test_want_of_memory_in_the_midst_of_a_text_costs_none_of_it(tmp_path: Path) -> None:
    """What the recogniser cannot do for now is put aside, not passed over."""
    lack = RemoteError(
        "There is not enough memory.", hint="Close others.", remote_code="not-enough-memory"
    )
    async with fake_box(tmp_path) as box, box.station() as station:
        box.inference.failure_at = (13, lack)
        recording_id = await station.transcribe(wav_file(tmp_path / "1.wav", spoken(*WORDS)))
        problem = await problem_of(station, recording_id)
        box.inference.failure_at = None
        assert ["1", "13", "3"] == await text_of(station, recording_id)
        assert "" == (await station.summary(recording_id)).problem
    assert "There is not enough memory." in problem
