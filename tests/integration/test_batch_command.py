"""`tingxia batch` against a running station."""

import json
import re
from pathlib import Path

import pytest

from appliance.cli import batch_run
from appliance.domain.batch import JobState
from appliance.domain.wishes import Wishes
from appliance.station.control_files import answers
from appliance.wire import connect
from appliance.wire.files import FollowQueue, GetQueue, QueueTold
from tests.fakes.box import fake_box, until
from tests.fakes.inference_server import spoken
from tests.integration.test_station_control import command, open_door, wav_file


async def test_a_batch_is_added_waited_for_listed_and_cleared(tmp_path: Path) -> None:
    """What failed is explained with the next step, and the exit status says so."""
    good = wav_file(tmp_path / "good.wav", spoken(1, 2))
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"GIF89a")
    async with open_door(tmp_path) as (box, station):
        status, out, err = await command(
            box, "batch", "add", str(good), str(bad), str(tmp_path / "gone.wav"),
            "--hot-word", "听匣", "--wait", "--json",
        )  # fmt: skip
        partly = await command(box, "batch", "add", str(good), str(tmp_path / "gone.wav"))
        await until(station, lambda: all(one.job.is_over for one in station.files.view().files))
        await station.files.clear([station.files.view().files[-1].job.id])
        listed_status, listed, _ = await command(box, "batch", "list")
        _, facts, _ = await command(box, "batch", "list", "--json")
        retry_status, retried, _ = await command(box, "batch", "retry")
        await until(station, lambda: all(one.job.is_over for one in station.files.view().files))
        _, cleared, _ = await command(box, "batch", "clear")
        lines = (await station.shelf.audit()).entries
    files = json.loads(out)
    assert (1, 1) == (status, partly[0])
    assert "1 queued as batch" in partly[2]
    told = {line.deed: line for line in lines}
    added, imported = told["add-files"], told["import"]
    assert (files[0]["batch_id"], 2) == (added.subject, added.facts["files"])
    assert files[0]["recording_id"] == imported.subject
    assert ["done", "failed"] == [one["state"] for one in files]
    assert "gone.wav does not exist" in err
    assert "→" in err
    assert 0 == listed_status
    assert re.search(r"done +good\.wav +\d{8}-\d{6}-[0-9a-f]{4}", listed)
    assert "is no audio file, but a GIF picture" in listed
    assert "→ Choose a WAV" in listed
    assert "1 done, 1 failed." in listed
    assert {"done": 1, "failed": 1} == {k: v for k, v in json.loads(facts)["counts"].items() if v}
    assert (0, "1 tried again.\n") == (retry_status, retried), "it is read where it lies"
    assert "2 cleared.\n" == cleared
    assert {("听匣",)} == {session.hot_words for session in box.inference.sessions}


async def test_a_queue_is_paused_moved_cancelled_and_resumed(tmp_path: Path) -> None:
    """The beginning of an id is enough; one that is nobody's is refused."""
    paths = [wav_file(tmp_path / f"{number}.wav", spoken(number)) for number in (1, 2, 3)]
    async with open_door(tmp_path) as (box, station):
        paused = await command(box, "batch", "pause")
        await command(box, "batch", "add", *map(str, paths))
        ids = [file.job.id for file in station.files.view().files]
        moved = await command(box, "batch", "move", ids[2])
        order = [file.job.id for file in station.files.view().files]
        cancelled = await command(box, "batch", "cancel", ids[0])
        nobody = await command(box, "batch", "cancel", "zzzz")
        nothing = await command(box, "batch", "cancel")
        no_batch = await command(box, "batch", "cancel", "--batch", "3f9a3f9a")
        _, listed, _ = await command(box, "batch", "list")
        resumed = await command(box, "batch", "resume", "--json")
        watched = await command(box, "batch", "watch")
        states = [file.job.state for file in station.files.view().files]
    assert (0, "The queue is paused.\n") == paused[:2]
    assert (0, "1 moved.\n") == moved[:2]
    assert [ids[2], ids[0], ids[1]] == order
    assert (0, "1 given up.\n") == cancelled[:2]
    assert 2 == nobody[0]
    assert "No files have an id that begins with zzzz" in nobody[2]
    assert 2 == nothing[0]
    assert "There is no batch 3f9a3f9a in the queue." in no_batch[2]
    assert (True, {"paused": False}) == (bool(no_batch[0]), json.loads(resumed[1]))
    assert "Paused; go on with `tingxia batch resume`." in listed
    assert 0 == watched[0]
    assert [JobState.DONE, JobState.CANCELLED, JobState.DONE] == states


async def test_packs_are_chosen_for_a_batch(tmp_path: Path) -> None:
    """All, some or none; one that is not there is refused with what to do, and nothing queued."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with open_door(tmp_path) as (box, station):
        await station.files.pause()
        box.paths.lexicons.mkdir()
        for name in ("workshop", "people"):
            (box.paths.lexicons / f"{name}.txt").write_text("阀门\n", encoding="utf-8")
        added = [
            await command(box, "batch", "add", str(file), *options)
            for options in ([], ["--pack", "workshop", "--pack", "people"], ["--no-packs"])
        ]
        refused = [
            await command(box, "batch", "add", str(file), *options)
            for options in (
                ["--pack", "workshop", "--pack", "worksop"],
                ["--pack", "../lexicons/workshop"],
                ["--pack", "workshop", "--no-packs"],
            )
        ]
        found = [job.job.packs for job in station.files.view().files]
    assert [0, 0, 0] == [status for status, _, _ in added]
    assert [None, ("workshop", "people"), ()] == found
    unknown, path, both = (errors for _, _, errors in refused)
    assert (
        "tingxia: There is no pack of hot words worksop.\n"
        "→ `tingxia lexicon list` shows those that are there.\n"
    ) == unknown
    assert "There is no pack of hot words ../lexicons/workshop." in path
    assert "Packs are named, and none is to hold." in both
    assert all(status for status, _, _ in refused)


async def test_more_files_are_given_up_than_a_message_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--all`` is all; and where nothing was queued nothing is called a batch."""
    monkeypatch.setattr(batch_run, "MOST_NAMED", 2)
    paths = [wav_file(tmp_path / f"{number}.wav", spoken(number)) for number in (1, 2, 3)]
    async with open_door(tmp_path) as (box, station):
        await station.files.pause()
        await station.files.add(paths)
        count = await batch_run.change(
            box.paths.station_socket, "cancel", (), batch="", position=0, takes_all=True
        )
        states = {file.job.state for file in station.files.view().files}
        status, out, err = await command(box, "batch", "add", str(tmp_path / "gone.wav"))
    assert (3, {JobState.CANCELLED}) == (count, states)
    assert (1, "", False) == (status, out, "queued" in err)


async def test_copies_are_given_up_with_all_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that is listed before the file that it is a copy of, in another message."""
    monkeypatch.setattr(batch_run, "MOST_NAMED", 1)
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with open_door(tmp_path) as (box, station):
        await box.inference.kill()
        await station.files.pause()
        # A change of language: it comes later.
        await station.files.add([file], wishes=Wishes(language="en"))
        await station.files.add([file])
        await station.files.resume()
        done_first = [JobState.DONE, JobState.RECOGNISING]
        await until(
            station, lambda: done_first == [one.job.state for one in station.files.view().files]
        )
        count = await batch_run.change(
            box.paths.station_socket, "cancel", (), batch="", position=0, takes_all=True
        )
        states = [file.job.state for file in station.files.view().files]
    assert (2, [JobState.CANCELLED] * 2) == (count, states)


async def test_a_queue_that_is_not_read_yet_is_waited_for(tmp_path: Path) -> None:
    """Whoever asks in the first moment after a start is not told that nothing waits."""
    file = wav_file(tmp_path / "a.wav", spoken(1))
    async with fake_box(tmp_path) as box:
        async with box.station() as station:
            await station.files.pause()
            await station.files.add([file])
        async with box.station() as station:
            (told,) = [message async for message in answers(station, GetQueue())]
    assert isinstance(told, QueueTold)
    assert (["a.wav"], True) == ([one.name for one in told.files], told.paused)


async def test_who_follows_the_queue_is_told_only_what_changed(tmp_path: Path) -> None:
    """First all of it, then changes, and what was taken off the list."""
    paths = [wav_file(tmp_path / f"{number}.wav", spoken(number)) for number in (1, 2)]
    async with open_door(tmp_path) as (box, station):
        await station.files.pause()
        added = await station.files.add(paths)
        async with connect(box.paths.station_socket) as line:
            await line.send(FollowQueue())
            first = await line.receive()
            await station.files.cancel([added.job_ids[0]])
            second = await line.receive()
            await station.files.clear()
            third = await line.receive()
    assert isinstance(first, QueueTold)
    assert list(added.job_ids) == [one.id for one in first.files]
    assert first.paused
    assert isinstance(second, QueueTold)
    assert JobState.CANCELLED in {one.state for one in second.files}
    assert isinstance(third, QueueTold)
    assert (added.job_ids[0],) == third.gone
