"""Files that are handed over to the queue, on a real disk."""

import os
from pathlib import Path

import pytest

from appliance.domain.batch import FileJob
from appliance.station.inbox import Inbox

JOB = FileJob(
    id="0123abcd",
    batch_id="4567abcd",
    name="a.wav",
    path=None,
    size_bytes=100,
    mtime_ns=0,
    added="2026-11-21T09:15:00+08:00",
    order=1.0,
)


@pytest.mark.parametrize("size_bytes", [0, 99, 101, 10_000_000])
def test_a_file_that_changed_since_it_was_looked_at_is_not_copied(
    size_bytes: int, tmp_path: Path
) -> None:
    """One that grows could fill the disk that the recordings need."""
    file = tmp_path / "a.wav"
    file.write_bytes(bytes(size_bytes))
    inbox = Inbox(tmp_path / "inbox")
    with pytest.raises(OSError, match="changed while it was copied"):
        inbox.take(JOB, file, copy=True)
    assert inbox.file(JOB).stat().st_size <= JOB.size_bytes


@pytest.mark.timeout(10)
def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    """Whoever can write to a stick can put one there after the look."""
    os.mkfifo(tmp_path / "a.wav")
    with pytest.raises(OSError, match="changed while it was copied"):
        Inbox(tmp_path / "inbox").take(JOB, tmp_path / "a.wav", copy=True)


def test_a_file_is_copied_whole(tmp_path: Path) -> None:
    """And belongs to nobody else."""
    content = os.urandom(100)
    (tmp_path / "a.wav").write_bytes(content)
    inbox = Inbox(tmp_path / "inbox")
    inbox.take(JOB, tmp_path / "a.wav", copy=True)
    assert content == inbox.file(JOB).read_bytes()
    assert 0o600 == inbox.file(JOB).stat().st_mode & 0o777
