"""The command line's door to the station, with real files and a fake recogniser."""

import asyncio
import json
import sys
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from wyoming.event import Event

from appliance.cli.station_call import reload_if_running
from appliance.config import Settings, Storage
from appliance.domain.marker import MarkerKind
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, TranscriptKind
from appliance.library import Library, Origin
from appliance.paths import hold
from appliance.station.box import BoxStation
from appliance.station.control import Control
from appliance.wire import RemoteError, connect, request, serve
from appliance.wire.station import (
    SEGMENTS_PER_MESSAGE,
    BeginRecording,
    CaptionsChanged,
    FinishRecording,
    ListRecordings,
    MarkRecording,
    RecordingList,
    RecordingNamed,
    SubscribeCaptions,
    TranscribeFile,
)
from appliance.wire.station_client import export_steps, stored_text, text_progress
from tests.fakes.box import FakeBox, fake_box, until, until_text
from tests.fakes.inference_server import spoken


@asynccontextmanager
async def open_door(folder: Path) -> AsyncIterator[tuple[FakeBox, BoxStation]]:
    """Run a station whose control socket listens."""
    async with (
        fake_box(folder) as box,
        box.station() as station,
        serve(box.paths.station_socket, Control(station).converse),
    ):
        await until(station, lambda: station.snapshot().capture is not None)
        yield box, station


def wav_file(path: Path, pcm: bytes) -> Path:
    """Write a WAV file as another device would."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(pcm)
    return path


def state_of(station: BoxStation) -> str:
    """Tell what the recogniser is about."""
    inference = station.snapshot().inference
    return inference.state.value if inference else ""


async def command(box: FakeBox, *arguments: str) -> tuple[int, str, str]:
    """Run ``tingxia`` for this box; returns exit status, output and errors."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "appliance",
        *arguments,
        env={
            "TINGXIA_STORAGE_DATA_DIR": str(box.paths.data),
            "TINGXIA_STORAGE_RUN_DIR": str(box.paths.run),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


async def test_a_file_becomes_text_in_one_pass(tmp_path: Path) -> None:
    """A file is taken in, followed to its end, and its text read."""
    file = wav_file(tmp_path / "interview.wav", spoken(1, 0, 2))
    async with open_door(tmp_path) as (box, _):
        socket = box.paths.station_socket
        named = await request(socket, TranscribeFile(path=str(file)), RecordingNamed)
        told = [progress.recording async for progress in text_progress(socket, named.recording_id)]
        text = await stored_text(socket, named.recording_id)
    assert told[-1].text_state == "complete"
    assert [segment.text for segment in text.segments] == ["1", "2"]
    assert text.recording.title == "interview"
    assert text.recording.duration_s == text.recording.text_done_s == 3.0
    assert text.kind is TranscriptKind.SECOND_PASS
    assert len(box.inference.sessions) == 1


async def test_a_file_that_is_no_audio_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    """The reason and the next step are told; neither library nor disk keep a trace."""
    file = tmp_path / "notes.wav"
    file.write_text("not audio at all")
    async with open_door(tmp_path) as (box, _):
        socket = box.paths.station_socket
        with pytest.raises(RemoteError) as refused:
            await request(socket, TranscribeFile(path=str(file)), RecordingNamed)
        listed = await request(socket, ListRecordings(), RecordingList)
    assert refused.value.remote_code == "unreadable-audio"
    assert refused.value.hint
    assert listed.recordings == ()
    assert not any(box.paths.inbox.iterdir())
    assert not any(box.paths.recordings.iterdir())


async def test_leftovers_of_an_import_cut_off_are_cleared(tmp_path: Path) -> None:
    """A station killed while it took in a file does not keep half of it."""
    async with fake_box(tmp_path) as box:
        leftover = box.paths.inbox / "importing-20250501-120000-abcd"
        leftover.mkdir()
        (leftover / "0001.wav").write_bytes(b"half")
        file = wav_file(tmp_path / "next.wav", spoken(1))
        async with box.station() as station:
            recording_id = await station.transcribe(file)
            async with serve(box.paths.station_socket, Control(station).converse):
                async for _ in text_progress(box.paths.station_socket, recording_id):
                    pass
        assert not leftover.exists()


async def test_recording_marking_and_stopping(tmp_path: Path) -> None:
    """A recording can be run from the command line alone, and every answer names it."""
    async with open_door(tmp_path) as (box, station):
        socket = box.paths.station_socket
        begun = await request(socket, BeginRecording(title="Shift"), RecordingNamed)
        await box.capture.hear(spoken(0))
        marked = await request(socket, MarkRecording(kind=MarkerKind.ACTION), RecordingNamed)
        await until(station, lambda: len(station.snapshot().markers) == 1)
        stopped = await request(socket, FinishRecording(), RecordingNamed)
        with pytest.raises(RemoteError, match="Nothing is being recorded"):
            await request(socket, FinishRecording(), RecordingNamed)
    assert begun == marked == stopped


async def test_captions_are_told_as_they_change(tmp_path: Path) -> None:
    """A listener gets the present state at once and every change after it."""
    async with open_door(tmp_path) as (box, _), connect(box.paths.station_socket) as line:
        await line.send(SubscribeCaptions())
        first = await line.receive()
        assert isinstance(first, CaptionsChanged)
        assert not first.running
        begun = await request(box.paths.station_socket, BeginRecording(), RecordingNamed)
        await box.capture.hear(spoken(7))
        shown = first
        while not shown.finals:
            told = await line.receive()
            assert isinstance(told, CaptionsChanged)
            shown = told
    assert shown.running
    assert shown.recording_id == begun.recording_id
    assert [(final.start_s, final.text) for final in shown.finals] == [(0.0, "7")]


async def test_who_leaves_in_the_middle_is_forgotten(tmp_path: Path) -> None:
    """A listener that closed its end costs nothing any more, even if nothing changes."""
    async with open_door(tmp_path) as (box, station):
        ended = asyncio.Event()
        subscribe = station.on_change

        def observed(callback: Callable[[], None]) -> Callable[[], None]:
            end = subscribe(callback)

            def unsubscribe() -> None:
                end()
                ended.set()

            return unsubscribe

        station.on_change = observed  # type: ignore[method-assign]  # to see the end of it
        async with connect(box.paths.station_socket) as line:
            await line.send(SubscribeCaptions())
            await line.receive()
        async with asyncio.timeout(5):
            await ended.wait()


async def test_an_export_ends_with_done_and_verified_files(tmp_path: Path) -> None:
    """What is told as done lies in the target."""
    target = tmp_path / "stick"
    target.mkdir()
    file = wav_file(tmp_path / "interview.wav", spoken(1))
    async with open_door(tmp_path) as (box, _):
        socket = box.paths.station_socket
        named = await request(socket, TranscribeFile(path=str(file)), RecordingNamed)
        async for _ in text_progress(socket, named.recording_id):
            pass
        steps = [step async for step in export_steps(socket, (named.recording_id,), target)]
    done = steps[-1]
    assert done.step == "done"
    assert {Path(name).suffix for name in done.files} >= {".txt", ".srt", ".json"}
    assert all((Path(done.folder) / name).is_file() for name in done.files)


async def test_a_very_long_text_arrives_whole(tmp_path: Path) -> None:
    """A text of more segments than one message carries is told in several, in order."""
    count = 2 * SEGMENTS_PER_MESSAGE + 1
    file = wav_file(tmp_path / "long.wav", spoken(0))
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            recording_id = await station.transcribe(file)
        async with Library.open(box.paths) as library:
            segments = [
                Segment(
                    start_sample=number,
                    end_sample=number + 1,
                    text=str(number),
                    raw_text=str(number),
                    language="zh",
                    engine="",
                    model="",
                    model_sha256="",
                )
                for number in range(count)
            ]
            recording = (await library.get(recording_id)).recording
            await library.put_recording(recording, total_samples=count, origin=Origin.FILE)
            await library.discard(recording_id, TranscriptKind.SECOND_PASS)
            await library.add_segments(
                recording_id, TranscriptKind.EDITED, segments, decided_samples=count
            )
        async with (
            box.station() as station,
            serve(box.paths.station_socket, Control(station).converse),
        ):
            text = await stored_text(box.paths.station_socket, recording_id)
    assert [segment.text for segment in text.segments] == [str(number) for number in range(count)]


async def test_a_request_of_another_kind_is_refused_and_the_station_lives(tmp_path: Path) -> None:
    """Nonsense gets an error event; the next connection is served."""
    async with open_door(tmp_path) as (box, _):
        async with connect(box.paths.station_socket) as line:
            await line.send(Event(type="describe"))
            answer = await line.receive()
        listed = await request(box.paths.station_socket, ListRecordings(), RecordingList)
    assert isinstance(answer, Event)
    assert answer.type == "error"
    assert listed.recordings == ()


async def test_transcribe_prints_the_text_and_fails_with_the_code_of_the_bad_file(
    tmp_path: Path,
) -> None:
    """Of several files the good ones are printed; the exit status is the bad one's."""
    good = wav_file(tmp_path / "good.wav", spoken(1, 2))
    bad = tmp_path / "bad.wav"
    bad.write_text("no audio")
    async with open_door(tmp_path) as (box, _):
        status, output, errors = await command(box, "transcribe", str(bad), str(good))
    assert status not in {0, 1, 5}
    assert output.split() == ["#", str(good), "1", "2"]
    assert "bad.wav" in errors
    assert "→" in errors


async def test_transcribe_knows_what_was_taken_in_before(tmp_path: Path) -> None:
    """The text that is there is printed, made again if it failed; ``--again`` makes another."""
    file = wav_file(tmp_path / "a.wav", spoken(1, 2))
    copied = wav_file(tmp_path / "b.wav", spoken(1, 2))
    async with open_door(tmp_path) as (box, station):
        first = await command(box, "transcribe", str(file))
        (row,) = await station.recordings()
        second = await command(box, "transcribe", str(copied))
        await station._library.set_text_state(row.id, TextState.FAILED, "it crashed")
        third = await command(box, "transcribe", str(file))
        count = len(await station.recordings())
        anew = await command(box, "transcribe", str(file), "--again")
        count_anew = len(await station.recordings())
    assert [(0, "1\n2\n")] * 4 == [one[:2] for one in (first, second, third, anew)]
    assert ("", "") == (first[2], anew[2])
    assert f"b.wav: It was taken in before, as {row.id}" in second[2]
    assert (1, 2) == (count, count_anew)


async def test_record_stops_by_itself_and_prints_the_text_as_json(tmp_path: Path) -> None:
    """A recording of so many seconds ends with its id and its text."""
    async with open_door(tmp_path) as (box, station):
        running = asyncio.create_task(
            command(box, "record", "--seconds", "1", "--title", "Test", "--json")
        )
        await until(station, lambda: station.snapshot().captions.recording_id is not None)
        await box.capture.hear(spoken(5))
        status, output, errors = await running
    told = json.loads(output)
    assert (status, errors) == (0, "")
    assert told["recording"]["title"] == "Test"
    assert [segment["text"] for segment in told["segments"]] == ["5"]


async def test_without_a_box_the_command_says_how_to_start_it(tmp_path: Path) -> None:
    """A box that does not run is named, with the command that starts it."""
    async with fake_box(tmp_path) as box:
        status, _, errors = await command(box, "record", "stop")
    assert status == 10
    assert "tingxia up" in errors


async def test_the_recogniser_is_loaded_and_unloaded_by_command(tmp_path: Path) -> None:
    """The answer comes when it is done; a refusal is told, and so is a box that does not run."""
    async with open_door(tmp_path) as (box, station):
        await until(station, lambda: station.snapshot().inference is not None)
        with hold(box.paths):
            box.inference.next_model = "better"
            assert (0, "The running box uses better now.\n", "") == await command(
                box, "models", "load"
            )
            status, output, _ = await command(box, "models", "unload")
            assert (0, True) == (status, "tingxia models load" in output)
            await until(station, lambda: state_of(station) == "unloaded")
            box.inference.unload_refusal = RemoteError("A session runs.", hint="Wait.")
            status, _, errors = await command(box, "models", "unload")
            assert (5, True) == (status, "A session runs." in errors)
        assert 10 == (await command(box, "models", "load"))[0]
        assert 10 == (await command(box, "models", "unload"))[0]


async def test_without_a_box_there_is_nothing_to_reload(tmp_path: Path) -> None:
    """The next box takes what is there; a socket left behind by a killed one does not matter."""
    async with open_door(tmp_path) as (box, _):
        assert await reload_if_running(settings_of(box)) is None


async def test_a_version_of_a_text_is_read_and_made_again_by_command(tmp_path: Path) -> None:
    """Live text stays readable; a version that is not there is named."""
    async with open_door(tmp_path) as (box, station):
        with hold(box.paths):
            recording_id = await station.start_recording()
            await box.capture.hear(spoken(1))
            await station.stop_recording()
            await until_text(station, recording_id, TextState.COMPLETE)
            live = await command(box, "library", "show", recording_id, "--version", "live")
            edited = await command(box, "library", "show", recording_id, "--version", "edited")
            sessions = len(box.inference.sessions)
            again = await command(box, "library", "retranscribe", recording_id)
            unknown = await command(box, "library", "retranscribe", "20250501-120000-ffff")
            await until(station, lambda: len(box.inference.sessions) == sessions + 1)
            await until_text(station, recording_id, TextState.COMPLETE)
    assert live[0] == 0
    assert "[00:00:00] 1" in live[1]
    assert edited[0] == 2
    assert "There is: live, second-pass." in edited[2]
    assert (0, f"{recording_id} is recognised again; its text stays until then.\n") == again[:2]
    assert unknown[0] == 2
    assert "There is no recording" in unknown[2]


def settings_of(box: FakeBox) -> Settings:
    """The settings of a command for this box."""
    return Settings(storage=Storage(data_dir=box.paths.data, run_dir=box.paths.run))


async def test_a_long_title_is_refused_with_and_without_a_box_in_the_same_words(
    tmp_path: Path,
) -> None:
    """Nobody need know whether the box runs to know what goes."""
    rename = ("library", "rename", "20250512-093000-ab12", "题" * 201)
    async with open_door(tmp_path) as (box, _):
        without = await command(box, *rename)
        with hold(box.paths):
            asked = await command(box, *rename)
    assert without == asked
    assert (2, "") == asked[:2]
    assert "is longer than 200 characters" in asked[2]
