"""What a recording is called while it is made, and before."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.labels import LONGEST_TITLE, tidy_title
from appliance.errors import UsageError
from appliance.library import UnknownRecordingError
from appliance.paths import hold
from appliance.recordings import journal_file
from appliance.station.box import BoxStation
from appliance.station.errors import StationError
from appliance.station.lock import OWNER
from appliance.station.next_title import NAME, NextTitle
from appliance.wire import request
from appliance.wire.capture import CaptureStatus, StartRecording
from tests.fakes.box import FakeBox, fake_box, until
from tests.fakes.inference_server import spoken
from tests.integration.test_station_control import command, open_door

ID = "20250512-093000-a1b2"


async def ready(station: BoxStation) -> None:
    """Wait until the station knows capture."""
    await until(station, lambda: station.snapshot().capture is not None)


def title_of(station: BoxStation) -> str:
    """Return what the screen shows."""
    return station.snapshot().title


async def recorded(box: FakeBox, station: BoxStation) -> str:
    """Record a word; returns what the recording is called afterwards."""
    recording_id = await station.start_recording()
    await box.capture.hear(spoken(1))
    await station.stop_recording()
    return (await station.summary(recording_id)).title


async def test_a_title_for_the_next_recording_is_used_once(tmp_path: Path) -> None:
    """It outlives the station, is in the journal of the recording, and then gone for good."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            assert await station.entitle(" 泵站\n验收会 ") is None
            assert title_of(station) == "泵站 验收会"
        async with box.station() as station:
            assert title_of(station) == "泵站 验收会"
            await ready(station)
            recording_id = await station.start_recording()
            await until(station, lambda: title_of(station) == "泵站 验收会")
            began = journal_file.read(box.paths.recording(recording_id))[0]
            await station.stop_recording()
            assert title_of(station) == ""
            assert await recorded(box, station) == ""
        async with box.station() as station:
            assert title_of(station) == ""
    assert getattr(began, "title", None) == "泵站 验收会"


async def test_a_title_of_its_own_leaves_the_one_that_waits(tmp_path: Path) -> None:
    """Who starts with a title means that one."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await ready(station)
        await station.entitle("Handover")
        recording_id = await station.start_recording("Meeting")
        assert (await station.summary(recording_id)).title == "Meeting"
        await station.stop_recording()
        assert title_of(station) == "Handover"
        assert await recorded(box, station) == "Handover"


async def test_a_running_recording_is_called_something_and_never_touched(tmp_path: Path) -> None:
    """Its journal stays as it was; the title outlives the station and the end of the recording."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            await ready(station)
            recording_id = await station.start_recording("Meeting")
            await box.capture.hear(spoken(1))
            journal = (box.paths.recording(recording_id) / journal_file.NAME).read_bytes()
            assert await station.entitle("周会") == recording_id
            assert title_of(station) == "周会"
            untouched = (box.paths.recording(recording_id) / journal_file.NAME).read_bytes()
        async with box.station() as station:
            await until(station, lambda: title_of(station) == "周会")
            await station.stop_recording()
            assert (await station.summary(recording_id)).title == "周会"
            assert title_of(station) == ""
    assert journal == untouched


async def test_who_names_a_recording_that_ends_meanwhile_names_that_one(tmp_path: Path) -> None:
    """Not the next."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await ready(station)
        recording_id = await station.start_recording()
        await station.stop_recording()
        assert await station.entitle("周会", recording_id) == recording_id
        assert (await station.summary(recording_id)).title == "周会"
        assert title_of(station) == ""


async def test_a_recording_that_is_just_beginning_is_meant(tmp_path: Path) -> None:
    """A title that comes between the tap and the first sample is not one for the next time."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await ready(station)
        recording_id, named = await asyncio.gather(
            station.start_recording(), station.entitle("周会")
        )
        assert recording_id == named
        assert title_of(station) == "周会"


async def test_what_the_history_calls_it_is_shown_too(tmp_path: Path) -> None:
    """Whoever named it, and wherever."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await ready(station)
        recording_id = await station.start_recording()
        await station.shelf.rename(recording_id, "周会")
        await until(station, lambda: title_of(station) == "周会")


async def test_a_recording_that_is_removed_for_good_just_after_its_end_is_no_harm(
    tmp_path: Path,
) -> None:
    """The station goes on, whatever is renamed afterwards."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await ready(station)
        kept = await station.start_recording()
        await station.stop_recording()
        removed = await station.start_recording()
        await station.stop_recording()
        await station.shelf.delete([removed], permit=OWNER)
        await station.shelf.empty_trash(permit=OWNER)
        await station.shelf.rename(kept, "周会")
        assert (await station.summary(kept)).title == "周会"
        await station.start_recording("Handover")
        await until(station, lambda: title_of(station) == "Handover")


async def test_a_title_is_used_up_though_the_station_died_with_the_start(tmp_path: Path) -> None:
    """The next station finds the recording that has it."""
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            await station.entitle("周会")
        start = StartRecording(recording_id=ID, title="周会")
        await request(box.paths.capture_socket, start, CaptureStatus, timeout_s=20)
        async with box.station() as station:
            await until(station, lambda: station.snapshot().captions.recording_id == ID)
            await until(station, lambda: title_of(station) == "周会")
            await station.stop_recording()
            await until(station, lambda: title_of(station) == "")
    assert not (box.paths.data / NAME).exists()


async def test_what_is_no_title_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    """Too long, of a recording that is not there, on a disk that takes nothing."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.entitle("周会")
        with pytest.raises(UsageError, match="longer than 200"):
            await station.entitle("长" * (LONGEST_TITLE + 1))
        with pytest.raises(UnknownRecordingError):
            await station.entitle("周会", ID)
        (box.paths.data / f".{NAME}.new").mkdir()
        with pytest.raises(StationError, match="cannot be stored") as refused:
            await station.entitle("年会")
        assert title_of(station) == "周会"
    assert "Make room" in refused.value.hint


async def test_a_recording_is_named_by_command(tmp_path: Path) -> None:
    """The running one by its id, else the next; `record --title` carries it the same way."""
    async with open_door(tmp_path) as (box, station):
        with hold(box.paths):
            await ready(station)
            told = await command(box, "record", "title", "周会")
            assert (0, "The next recording.\n") == told[:2]
            recording_id = await station.start_recording()
            assert (await station.summary(recording_id)).title == "周会"
            told = await command(box, "record", "title", "年会")
            assert (0, f"{recording_id}\n") == told[:2]
            assert (await station.summary(recording_id)).title == "年会"
            too_long = await command(box, "record", "title", "长" * 201)
            assert (2, True) == (too_long[0], "longer than 200" in too_long[2])


@given(content=st.binary(max_size=2000))
def test_whatever_stands_in_the_file_is_a_title_or_none(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing there keeps the station from starting."""
    folder = tmp_path_factory.mktemp("data")
    (folder / NAME).write_bytes(content)
    text = NextTitle(folder).text
    assert text == (tidy_title(text) or "")


@given(title=st.text(max_size=300))
def test_a_title_is_read_as_it_was_given(
    title: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One line of at most so many characters, in any script."""
    folder = tmp_path_factory.mktemp("data")
    asyncio.run(NextTitle(folder).give(title))
    assert (tidy_title(title) or "") == NextTitle(folder).text
