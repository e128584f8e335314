"""Reading recordings, also while they grow."""

import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path, PosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.recordings import RecordingAudio, RecordingsError, RecordingWriter
from tests.fakes.audio import ramp

NewWriter = Callable[..., RecordingWriter]


class CountedPath(PosixPath):
    """A path that knows how often it, or one below it, was looked at."""

    looks = 0

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Count, and look."""
        CountedPath.looks += 1
        return super().stat(follow_symlinks=follow_symlinks)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    first=st.integers(min_value=0, max_value=2700), count=st.integers(min_value=0, max_value=2700)
)
def test_any_range_across_files(new_writer: NewWriter, first: int, count: int) -> None:
    """A read returns exactly the samples asked for, short only at the end."""
    writer = new_writer()
    writer.append(ramp(0, 2500))
    audio = RecordingAudio(writer.folder)
    assert audio.read(first, count) == ramp(0, 2500)[2 * first : 2 * (first + count)]


def test_a_reader_sees_what_is_written_after_it_was_made(new_writer: NewWriter) -> None:
    """The same reader follows the writer over the border of files."""
    writer = new_writer(deferred=True)
    audio = RecordingAudio(writer.folder)
    assert audio.available_samples() == 0
    for first in range(0, 3000, 300):
        writer.append(ramp(first, 300))
        assert audio.available_samples() == first + 300
        assert audio.read(first, 300) == ramp(first, 300)


def test_torn_sample_at_the_end_is_not_read(new_writer: NewWriter) -> None:
    """Half a sample in a growing file is no sample."""
    writer = new_writer()
    writer.append(ramp(0, 10))
    with (writer.folder / "0001.wav").open("ab") as file:
        file.write(b"\x01")
    assert RecordingAudio(writer.folder).read(0, 99) == ramp(0, 10)


def test_folder_without_recording(tmp_path: Path) -> None:
    """A folder that holds no recording says so and has no audio."""
    audio = RecordingAudio(tmp_path / "missing")
    assert audio.available_samples() == 0
    with pytest.raises(RecordingsError, match="no readable recording"):
        audio.recording()


def test_a_journal_that_cannot_be_read_is_not_a_missing_one(new_writer: NewWriter) -> None:
    """A failing disk must not make a recording of nothing out of one that is there."""
    writer = new_writer()
    writer.append(ramp(0, 10))
    writer.close("asked")
    (writer.folder / "journal.jsonl").unlink()
    (writer.folder / "journal.jsonl").mkdir()
    audio = RecordingAudio(writer.folder)

    with pytest.raises(RecordingsError, match=r"journal\.jsonl cannot be read"):
        audio.available_samples()
    with pytest.raises(RecordingsError, match=r"journal\.jsonl cannot be read"):
        audio.recording()


def test_a_file_that_cannot_be_looked_at_is_not_a_missing_one(new_writer: NewWriter) -> None:
    """A link in a circle stands for any error of the disk."""
    writer = new_writer()
    writer.append(ramp(0, 2500))
    audio = RecordingAudio(writer.folder)
    assert 2500 == audio.available_samples()
    (writer.folder / "0003.wav").unlink()
    (writer.folder / "0003.wav").symlink_to("0003.wav")

    with pytest.raises(RecordingsError, match=r"0003\.wav cannot be read"):
        audio.available_samples()


def test_a_read_looks_at_the_files_it_needs(new_writer: NewWriter) -> None:
    """A day has fifteen hundred of them, and is read in pieces of two seconds."""
    writer = new_writer()
    writer.append(ramp(0, 50_500))
    audio = RecordingAudio(CountedPath(writer.folder))
    audio.available_samples()
    CountedPath.looks = 0

    assert ramp(24_900, 200) == audio.read(24_900, 200)
    assert CountedPath.looks <= 5, "the journal, the last file, and the two in question"


def test_audio_of_a_file_that_is_gone_is_silence(new_writer: NewWriter) -> None:
    """What lies before and after it keeps its place."""
    writer = new_writer()
    writer.append(ramp(0, 2500))
    (writer.folder / "0002.wav").unlink()
    audio = RecordingAudio(writer.folder)

    assert 2500 == audio.available_samples()
    assert bytes(2 * 500) == audio.read(1200, 500)
    assert ramp(900, 100) + bytes(2 * 1000) + ramp(2000, 100) == audio.read(900, 1200)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kept=st.tuples(*[st.none() | st.integers(min_value=0, max_value=1000)] * 3))
def test_what_is_lost_is_what_the_files_do_not_hold(
    new_writer: NewWriter, kept: tuple[int | None, ...]
) -> None:
    """Of each file of a closed recording so many samples are left, or it is gone."""
    writer = new_writer()
    writer.append(ramp(0, 2500))
    writer.close("asked")
    present: set[int] = set()
    for number, count in enumerate(kept):
        path = writer.folder / f"{number + 1:04}.wav"
        left = path.read_bytes()[: 44 + 2 * (count or 0)]
        path.write_bytes(left)
        present |= {1000 * number + n for n in range((len(left) - 44) // 2)}
        if count is None:
            path.unlink()
    lost = RecordingAudio(writer.folder).lost()
    assert sorted(set(range(2500)) - present) == [at for each in lost for at in each]
    assert all(each.stop < later.start for each, later in pairwise(lost))


def test_of_a_running_recording_nothing_is_lost_at_its_end(new_writer: NewWriter) -> None:
    """More is to come."""
    writer = new_writer()
    writer.append(ramp(0, 1500))
    assert () == RecordingAudio(writer.folder).lost()


def test_audio_of_which_no_file_is_left_is_not_on_this_box(new_writer: NewWriter) -> None:
    """However many files there were."""
    writer = new_writer()
    writer.append(ramp(0, 2500))
    writer.close("asked")
    RecordingAudio(writer.folder).require_audio()
    for file in writer.folder.glob("*.wav"):
        file.unlink()
    with pytest.raises(RecordingsError, match="is not on this box"):
        RecordingAudio(writer.folder).require_audio()
