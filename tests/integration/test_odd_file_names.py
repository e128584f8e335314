"""Files whose names are no UTF-8, as Windows wrote them in China, on every way into the box."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.errors import UsageError
from appliance.station.control_files import answers
from appliance.station.watch_folder import WatchFolder
from appliance.wire import connect
from appliance.wire.files import AddFiles, GetQueue, QueueTold
from tests.fakes.box import fake_box
from tests.fakes.inference_server import spoken
from tests.integration.test_file_queue import until_over
from tests.integration.test_station_control import command, open_door, wav_file

GBK = os.fsdecode(b"\xb2\xe2.wav")
NEITHER = os.fsdecode(b"\xff.wav")


def odd_files(folder: Path) -> list[Path]:
    """Write one of each kind."""
    folder.mkdir(exist_ok=True)
    for seed, name in enumerate((GBK, NEITHER), start=1):
        wav_file(folder / "plain.wav", spoken(seed)).rename(folder / name)
    return [folder / GBK, folder / NEITHER]


async def test_such_files_become_text_with_names_that_can_be_read(tmp_path: Path) -> None:
    """Named, in a folder, and after a restart; all that is kept and exported of them is text."""
    folder = tmp_path / "听"
    named = odd_files(folder)
    async with open_door(tmp_path) as (box, station):
        added = await command(box, "batch", "add", *map(str, named), "--wait", "--json")
        again = await command(box, "batch", "add", str(folder), "--again", "--wait")
        listed = await command(box, "batch", "list")
        rows = await station.recordings()
        out = tmp_path / "out"
        out.mkdir()
        exported = await command(box, "library", "export", "--all", "--to", str(out))
    async with box_again(tmp_path) as told:
        paths = [file.path for file in told.files]
    assert (0, 0, 0, 0) == (added[0], again[0], listed[0], exported[0]), (added, again, exported)
    assert ["测.wav", "\\xff.wav"] == [file["name"] for file in json.loads(added[1])]
    assert "测.wav" in listed[1]
    assert [f"{folder}/\\xb2\\xe2.wav", f"{folder}/\\xff.wav"] * 2 == paths
    assert ["\\xff", "\\xff", "测", "测"] == sorted(row.title for row in rows)
    kept = [*box.paths.recordings.rglob("*.json"), *out.rglob("*.json"), *out.rglob("*.txt")]
    for file in kept:
        assert "\\ud" not in file.read_text(encoding="utf-8")
    assert kept


@asynccontextmanager
async def box_again(folder: Path) -> AsyncIterator[QueueTold]:
    """Start once more, and ask for the queue."""
    async with fake_box(folder) as box, box.station() as station:
        (told,) = [message async for message in answers(station, GetQueue())]
        assert isinstance(told, QueueTold)
        yield told


async def test_a_watch_folder_takes_such_files_and_one_that_fails_is_explained(
    tmp_path: Path,
) -> None:
    """Also when it is gone by the time of its turn: the whole list can still be asked for."""
    folder = tmp_path / "drop"
    good, bad = odd_files(folder)
    async with open_door(tmp_path) as (box, station):
        await station.files.pause()
        watch = WatchFolder(folder, station.files, memory=box.paths.inbox)
        await watch.look()
        count = await watch.look()
        bad.unlink()
        await station.files.resume()
        found = await until_over(station)
        listed = await command(box, "batch", "list")
        again = await WatchFolder(folder, station.files, memory=box.paths.inbox).look()
    assert (2, 0) == (count, again)
    assert good.exists()
    assert ["测.wav", "\\xff.wav"] == sorted((one.job.name for one in found), key=len)
    assert 0 == listed[0]
    assert f"{folder}/\\xff.wav does not exist." in listed[1]


async def test_transcribe_takes_them_and_names_what_is_wrong(tmp_path: Path) -> None:
    """The text is printed below a name that can be read; a missing one is told the same way."""
    named = odd_files(tmp_path / "in")
    gone = tmp_path / os.fsdecode(b"\xb2\xe2\xb2\xe2.wav")
    async with open_door(tmp_path) as (box, station):
        status, out, err = await command(box, "transcribe", *map(str, [*named, gone]))
        rows = await station.recordings()
        left_out = await command(box, "batch", "add", str(gone))
    assert (2, 1) == (status, left_out[0])
    assert f"# {tmp_path}/in/测.wav\n1\n# {tmp_path}/in/\\xff.wav\n2\n" == out
    assert f"There is no file {tmp_path}/测测.wav" in err
    assert f"{tmp_path}/测测.wav does not exist" in left_out[2]
    assert ["\\xff", "测"] == sorted(row.title for row in rows)


async def test_text_that_cannot_be_sent_is_refused_with_the_next_step(tmp_path: Path) -> None:
    """A word of another character set, and the connection is as before."""
    async with open_door(tmp_path) as (box, _), connect(box.paths.station_socket) as line:
        with pytest.raises(UsageError, match="no text"):
            await line.send(AddFiles(paths=("/a.wav",), hot_words=(os.fsdecode(b"\xb2\xe2"),)))
        await line.send(GetQueue())
        answer = await line.receive()
    assert isinstance(answer, QueueTold)
