"""A folder whose files are queued by themselves."""

import struct
from pathlib import Path

import pytest

from appliance.library import LibraryError
from appliance.library.audit import NAME
from appliance.station.watch_folder import WatchFolder
from tests.fakes.box import fake_box
from tests.fakes.inference_server import spoken
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
