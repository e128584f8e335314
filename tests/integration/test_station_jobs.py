"""Jobs that meet obstacles: none of them stands in the way of the others or ends the station."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.text_state import TextState
from appliance.library import Library, LibraryError
from appliance.station import jobs, transcription
from appliance.station.box import BoxStation
from appliance.wire import RemoteError
from appliance.wire.inference import SessionKind, StartSession
from tests.fakes.box import fake_box, until, until_text
from tests.fakes.inference_server import spoken
from tests.integration.test_station_control import wav_file


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "RETRY_S", 0.05)
    monkeypatch.setattr(transcription, "FIRST_RETRY_S", 0.01)


async def problem_of(station: BoxStation, recording_id: str) -> str:
    """Wait until something is said about a recording."""
    news = asyncio.Event()
    end = station.on_change(news.set)
    try:
        async with asyncio.timeout(10):
            while True:
                news.clear()
                summary = await station.summary(recording_id)
                if summary.problem:
                    return summary.problem
                await news.wait()
    finally:
        end()


async def test_a_recording_that_inference_does_not_take_lets_others_go_first(
    tmp_path: Path,
) -> None:
    """The reason is told, and another model is tried at once."""
    refusing: list[StartSession] = []
    async with fake_box(tmp_path) as box, box.station() as station:

        def refusal(start: StartSession) -> RemoteError | None:
            if len(refusing) < transcription.REFUSALS_ALLOWED:
                refusing.append(start)
                return RemoteError("The model does not know nl.", hint="Choose another.")
            return None

        box.inference.refusal = refusal
        first = await station.transcribe(wav_file(tmp_path / "1.wav", spoken(1)))
        second = await station.transcribe(wav_file(tmp_path / "2.wav", spoken(2)))
        await until_text(station, second, TextState.COMPLETE)
        problem = await problem_of(station, first)
        assert TextState.WAITING is (await station.summary(first)).text_state
        await box.inference.tell(model="another", model_sha256="3" * 64)
        view = await until_text(station, first, TextState.COMPLETE)
    assert "does not take this recording: The model does not know nl." in problem
    assert "" == view.summary.problem
    assert view.transcript is not None
    assert "1" == view.transcript.text


async def test_live_text_that_is_refused_for_ever_is_left_to_the_jobs(tmp_path: Path) -> None:
    """After the stop the recording is nobody's for ever, and its text comes with the next model."""
    async with fake_box(tmp_path) as box, box.station() as station:
        box.inference.refusal = lambda _: RemoteError("No such language.", hint="Choose another.")
        await until(station, lambda: station.snapshot().capture is not None)
        recording_id = await station.start_recording()
        await box.capture.hear(spoken(1))
        await station.stop_recording()
        assert "No such language." in await problem_of(station, recording_id)
        box.inference.refusal = lambda _: None
        await box.inference.tell(model_sha256="4" * 64)
        view = await until_text(station, recording_id, TextState.COMPLETE)
    assert view.transcript is not None
    assert "1" == view.transcript.text


@pytest.mark.parametrize("method", ["unfinished", "put_recording", "transcript", "get"])
async def test_a_library_that_fails_for_a_moment_postpones_a_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """The station goes on and the text is made."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            await box.inference.kill()
            recording_id = await station.transcribe(wav_file(tmp_path / "1.wav", spoken(1)))
        await box.inference.start()
        real = getattr(Library, method)
        failures = 2

        async def failing(self: Library, *values: object, **named: object) -> object:
            nonlocal failures
            if failures:
                failures -= 1
                raise LibraryError("The disk is full.", hint="Make room.")
            return await real(self, *values, **named)

        async with box.station() as station:
            monkeypatch.setattr(Library, method, failing)
            await until(station, lambda: failures == 0)
            monkeypatch.setattr(Library, method, real)
            view = await until_text(station, recording_id, TextState.COMPLETE)
    assert view.transcript is not None
    assert "1" == view.transcript.text


async def test_a_recording_that_goes_on_while_a_job_is_at_it_is_followed_live(
    tmp_path: Path,
) -> None:
    """Capture was killed and goes on with what seemed to be over; the job gives way to it."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            await until(station, lambda: station.snapshot().capture is not None)
            recording_id = await station.start_recording()
            await box.capture.hear(spoken(1, 2))
        running = box.capture.forget()
        box.inference.refusal = lambda start: (
            RemoteError("Wait.", hint="") if start.kind is SessionKind.BATCH else None
        )
        async with box.station() as station:
            await until(station, lambda: recording_id in station._underway)
            await box.capture.remember(running)
            await until(station, lambda: len(station.snapshot().captions.finals) == 2)
            await box.capture.hear(spoken(3))
            await until(station, lambda: len(station.snapshot().captions.finals) == 3)
            box.inference.refusal = lambda _: None
            await station.stop_recording()
            view = await until_text(station, recording_id, TextState.COMPLETE)
    assert view.transcript is not None
    assert "1\n2\n3" == view.transcript.text


async def test_a_journal_that_cannot_be_read_when_a_recording_ends_does_not_end_the_station(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails just after the library took the recording; the next one gets its text."""
    real = Library.put_recording
    async with fake_box(tmp_path) as box, box.station() as station:
        await until(station, lambda: station.snapshot().capture is not None)
        lost = await station.start_recording()
        await box.capture.hear(spoken(1))
        journal = box.paths.recording(lost) / "journal.jsonl"

        async def failing(self: Library, *recording: Any, **facts: Any) -> None:
            await real(self, *recording, **facts)
            if not journal.is_dir():
                journal.rename(journal.with_suffix(".lost"))
                journal.mkdir()

        monkeypatch.setattr(Library, "put_recording", failing)
        box.capture.forget()
        await box.capture.kill()
        await box.capture.start()
        await until(station, journal.is_dir)
        await until(station, lambda: station._live.running_id is None)
        following = await station.start_recording()
        await box.capture.hear(spoken(2))
        await station.stop_recording()
        view = await until_text(station, following, TextState.COMPLETE)
    assert view.transcript is not None
    assert "2" == view.transcript.text
