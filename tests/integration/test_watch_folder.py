"""A folder whose files are queued by themselves."""

import os
import struct
from functools import partial
from pathlib import Path

import pytest

from appliance.diagnostics.facts import WatchFacts
from appliance.diagnostics.readers.watch_folder import read_watch_folder
from appliance.library import LibraryError
from appliance.library.audit import NAME
from appliance.station import watch_folder
from appliance.station.face_files import LeftOut
from appliance.station.watch_folder import WatchFolder
from tests.fakes.box import fake_box
from tests.fakes.files import FakeFiles
from tests.fakes.inference_server import spoken
from tests.integration.somebody import as_somebody
from tests.integration.test_station_control import wav_file


async def test_a_watch_folder_queues_what_stopped_growing_once(tmp_path: Path) -> None:
    """Not while it grows, not beside a lock, not twice, not other files, not after a restart."""
    folder = tmp_path / "drop"
    folder.mkdir()
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.pause()
        watch = WatchFolder(folder, station.files, memory=box.paths.inbox)
        growing = wav_file(folder / "1.wav", spoken(1))
        wav_file(folder / "2.wav", spoken(2))
        (folder / "2.wav.part").write_bytes(b"")
        (folder / "notes.txt").write_text("no audio")
        counts = [await watch.look()]
        with growing.open("ab") as file:
            file.write(struct.pack("<h", 0) * 100)
        counts.append(await watch.look())
        counts.append(await watch.look())
        (folder / "2.wav.part").unlink()
        counts += [await watch.look(), await watch.look(), await watch.look()]
        again = WatchFolder(folder, station.files, memory=box.paths.inbox)
        counts += [await again.look(), await again.look()]
        names = [file.job.name for file in station.files.view().files]
    assert [0, 0, 1, 0, 1, 0, 0, 0] == counts
    assert ["1.wav", "2.wav"] == names
    assert ["1.wav", "2.wav", "notes.txt"] == sorted(path.name for path in folder.iterdir())


async def test_an_audit_that_cannot_be_written_queues_nothing_twice(tmp_path: Path) -> None:
    """The files are queued by then; whoever else adds files is told."""
    folder = tmp_path / "drop"
    folder.mkdir()
    wav_file(folder / "1.wav", spoken(1))
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.pause()
        (box.paths.data / NAME).mkdir()
        watch = WatchFolder(folder, station.files, memory=box.paths.inbox)
        counts = [await watch.look(), await watch.look(), await watch.look()]
        with pytest.raises(LibraryError, match=r"add-files of .* was done, but"):
            await station.files.add([folder / "1.wav"])
        names = [file.job.name for file in station.files.view().files]
    assert [0, 1, 0] == counts
    assert ["1.wav", "1.wav"] == names


async def test_what_could_not_be_read_is_tried_again_until_it_can(tmp_path: Path) -> None:
    """Nothing that was left out counts as queued, also after a restart; it is told once."""
    folder = tmp_path / "drop"
    folder.mkdir()
    for name in ("1.wav", "2.wav"):
        (folder / name).write_bytes(b"x")
    files = FakeFiles()
    forbidden = LeftOut(path=str(folder / "2.wav"), reason="may not be read", hint="Let it be.")
    files.left_out = [forbidden, forbidden]
    watch = WatchFolder(folder, files, memory=tmp_path)
    counts = [await watch.look(), await watch.look(), await watch.look()]
    again = WatchFolder(folder, files, memory=tmp_path)
    counts += [await again.look(), await again.look(), await again.look()]
    assert [0, 1, 0, 0, 1, 0] == counts
    assert ["add 1.wav", "add 2.wav", "add 2.wav", "add 2.wav"] == files.asked


def test_the_doctor_sees_what_a_watch_folder_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is gone, one with too many files, and files of somebody else."""
    monkeypatch.setattr(watch_folder, "MOST_FILES", 2)
    folder = tmp_path / "drop"
    folder.mkdir()
    for name in ("1.wav", "2.wav"):
        (folder / name).write_bytes(b"x")
    assert WatchFacts(folder=str(folder)) == read_watch_folder(folder)
    (folder / "3.wav").write_bytes(b"x")
    assert read_watch_folder(folder).is_too_full
    assert read_watch_folder(tmp_path / "gone").problem
    assert WatchFacts() == read_watch_folder(None)


def test_the_doctor_names_files_that_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the station's user, who is not root."""
    folder = tmp_path / "drop"
    folder.mkdir()
    for name in ("1.wav", "2.wav"):
        (folder / name).write_bytes(b"x")
    (folder / "2.wav").chmod(0)
    monkeypatch.setattr(os, "access", partial(os.access, effective_ids=True))
    monkeypatch.chdir(tmp_path)
    with as_somebody(tmp_path):
        found = read_watch_folder(Path("drop"))
    assert ("2.wav",) == found.unreadable
