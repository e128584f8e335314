"""What somebody writes beside a marker once the recording is over."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain import journal
from appliance.domain.marker import Marker, MarkerKind
from appliance.recordings import RecordingAudio, RecordingWriter, sidecar
from appliance.recordings.errors import RecordingsError
from appliance.recordings.journal_file import NAME
from appliance.recordings.marker_notes import write_note
from appliance.recordings.recovery import is_left_open
from tests.fakes.audio import ramp
from tests.fakes.clock import FakeClock

DECISION = Marker(at_sample=100, kind=MarkerKind.DECISION)
DEFECT = Marker(at_sample=100, kind=MarkerKind.DEFECT, note="冷却泵")


@pytest.fixture
def folder(new_writer: Callable[..., RecordingWriter], clock: FakeClock) -> Path:
    """A closed recording with two markers."""
    writer = new_writer()
    for marker in (DECISION, DEFECT):
        noted = journal.MarkerNoted(
            at=clock.now(), at_sample=marker.at_sample, marker=marker.kind, note=marker.note
        )
        writer.note(noted)
    writer.append(ramp(0, 200))
    writer.close("asked")
    return writer.folder


def test_a_note_takes_the_place_of_the_former_one(folder: Path) -> None:
    """In the journal and the sidecar; the recording stays closed, and its other lines as they are.

    A line that nobody can read stays too.
    """
    journal_file = folder / NAME
    torn = b'{"kind": "mark'
    before = [torn, *journal_file.read_bytes().split(b"\n")]
    journal_file.write_bytes(b"\n".join(before))
    told = write_note(folder, DEFECT, "泵 “2”\n")
    assert told is not None
    expected = (DECISION, Marker(at_sample=100, kind=MarkerKind.DEFECT, note="泵 “2”\n"))
    assert expected == told.markers == RecordingAudio(folder).recording().markers
    assert told == sidecar.read(folder)
    after = journal_file.read_bytes().split(b"\n")
    assert 1 == sum(one != other for one, other in zip(before, after, strict=True))
    assert not is_left_open(folder)


def test_a_marker_that_is_another_by_now_is_left_alone(folder: Path) -> None:
    """Somebody else has written beside it, or its journal is gone."""
    content = (folder / NAME).read_bytes()
    stale = Marker(at_sample=100, kind=MarkerKind.DEFECT, note="former")
    assert write_note(folder, stale, "new") is None
    assert content == (folder / NAME).read_bytes()
    (folder / NAME).unlink()
    assert write_note(folder, DEFECT, "new") is None


def test_a_journal_that_cannot_be_read_says_so(folder: Path) -> None:
    """Nothing is written."""
    (folder / NAME).unlink()
    (folder / NAME).mkdir()
    with pytest.raises(RecordingsError, match="cannot be written"):
        write_note(folder, DEFECT, "new")
