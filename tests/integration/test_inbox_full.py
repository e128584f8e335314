"""Files that are added while the disk fills."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.domain.batch import FileJob
from appliance.recordings import durable
from appliance.station.errors import StationError
from appliance.station.inbox import Inbox
from appliance.station.job_list import JobList
from tests.unit.domain.test_batch import JOB

BATCH = [replace(JOB, id=f"0000abc{number}") for number in range(3)]


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    """A queue on a disk that is full from the last of the batch on."""
    write = durable.replace_file

    def until_full(path: Path, content: bytes) -> None:
        if path.parent.name == BATCH[-1].id:
            path.with_name(f".{path.name}.new").write_bytes(content[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, content)

    monkeypatch.setattr("appliance.station.inbox.replace_file", until_full)
    return Inbox(tmp_path)


async def test_a_disk_that_fills_midway_leaves_no_part_of_a_batch(
    inbox: Inbox, tmp_path: Path
) -> None:
    """Neither in the list nor on the disk, copies of the files included; the reason is told."""
    jobs = JobList(inbox, on_change=lambda: None)
    for job in BATCH:
        inbox.folder(job).mkdir()
        (inbox.folder(job) / "source").write_bytes(b"a copy")
    with pytest.raises(StationError, match="No file was added") as caught:
        await jobs.put(BATCH)
    assert "No space left" in str(caught.value)
    assert "Make room on the disk, then add the files again." == caught.value.hint
    assert () == jobs.all()
    assert [] == list(tmp_path.iterdir())


async def test_files_that_were_moved_are_never_given_up(inbox: Inbox) -> None:
    """They are saved before they are moved, so there is nothing left that could fail."""
    jobs = JobList(inbox, on_change=lambda: None)
    moved: list[FileJob] = BATCH[:2]
    inbox.save(*moved)
    (inbox.folder(BATCH[2])).mkdir()
    (inbox.folder(BATCH[2]) / "job.json").write_bytes(b"{}")
    await jobs.put(BATCH)
    assert BATCH == list(jobs.all())
