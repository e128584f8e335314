"""`tingxia stick` against a running station, with real files and a fake recogniser."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.domain.batch import JobState
from appliance.paths import hold
from appliance.station.box import BoxStation
from appliance.station.control import Control
from appliance.station.face_sticks import AudioOutcome, StickProgress, StickStep
from appliance.wire import RemoteError, request, serve
from appliance.wire.stick_client import audio_import, stick_contents
from appliance.wire.sticks import EjectStick, ImportAudio, ListSticks, StickEjected, SticksTold
from appliance.wire.supervision import HardwareStatus
from tests.fakes.box import FakeBox, until
from tests.fakes.bundles import Maker
from tests.fakes.hostile_stick import sound
from tests.fakes.inference_server import spoken
from tests.fakes.station import STICK, FakeStation
from tests.integration.test_station_control import command, open_door, wav_file


@asynccontextmanager
async def plugged(folder: Path) -> AsyncIterator[tuple[FakeBox, BoxStation, Path]]:
    """Run a box with a stick called KINGSTON that holds a bit of everything."""
    stick = folder / "stick"
    (stick / "lexicons").mkdir(parents=True)
    wav_file(stick / "采访\n1.wav", spoken(1, 0, 2))
    (stick / "letter.wav").write_text("Dear reader")
    (stick / "out.wav").symlink_to("/etc/passwd")
    (stick / "lexicons" / "words.txt").write_text("沙特阿美\n", encoding="utf-8")
    async with open_door(folder) as (box, station):
        volume = STICK.model_copy(update={"mount_point": str(stick), "writable": False})
        station.hardware_told(HardwareStatus(volumes=(volume,)))
        with hold(box.paths):
            yield box, station, stick


async def test_a_stick_is_listed_shown_taken_from_and_let_go(tmp_path: Path) -> None:
    """The way of a technician, from plugging in to pulling out."""
    async with plugged(tmp_path) as (box, station, stick):
        listed = await command(box, "stick", "list")
        shown = await command(box, "stick", "show", "KINGSTON")
        taken = await command(box, "stick", "import", "KINGSTON", "--all")
        (file,) = station.files.view().files
        await until(station, lambda: station.files.view().files[0].job.state is JobState.DONE)
        (summary,) = await station.recordings()
        view = await station.recording(summary.id)
        again = await command(box, "stick", "import", "KINGSTON", "--all")
        await until(station, lambda: station.files.view().files[-1].job.already_there)
        kept = await station.recordings()
        audit = await station.shelf.audit()
        ejected = await command(box, "stick", "eject", str(stick))
    assert "KINGSTON  14.2 GB free of 31.0 GB, exfat, read-only" in listed[1]
    assert (0, 0, 41, 0) == (listed[0], shown[0], taken[0], ejected[0])
    assert r"采访\x0a1.wav" in shown[1]
    assert "lexicons/words.txt" in shown[1]
    assert "Left out: out.wav: it is a link; links are not followed." in shown[2]
    assert f"采访\\x0a1.wav is queued as {file.job.id}." in taken[1]
    assert r"采访\x0a1.wav" == file.job.name
    assert "tingxia batch watch" in taken[1]
    assert (41, [summary]) == (again[0], kept)
    deeds = [entry.deed for entry in audit.entries]
    assert ["add-files", "add-files", "import", "import-lexicon"] == sorted(deeds)
    subjects = {entry.subject for entry in audit.entries}
    assert {file.job.batch_id, summary.id} <= subjects
    assert "words is installed: 1 terms, 0 rules." in taken[1]
    assert "Left out: letter.wav: it is no audio (plain text)." in taken[2]
    assert r"采访\x0a1" == summary.title
    assert view.transcript is not None
    assert "umount FOLDER" in ejected[1]
    assert ["words.txt"] == [file.name for file in box.paths.lexicons.iterdir()]


async def test_bundles_are_made_signed_and_taken(tmp_path: Path) -> None:
    """The way of a pack from who keeps it to the box; what is signed by nobody known stays out."""
    made = ("bundle", "make", "{folder}", "--kind", "lexicon", "--version", "3", "--name", "words")
    async with plugged(tmp_path) as (box, _, stick):
        folder = stick / "bundles" / "words"
        folder.mkdir(parents=True)
        (folder / "words.txt").write_text("沙特阿美\n", encoding="utf-8")
        status, output, _ = await command(box, *(one.format(folder=folder) for one in made))
        maker = Maker(tmp_path)
        maker.sign(folder, "tingxia-lexicon")
        shown = await command(box, "stick", "show", "KINGSTON")
        unknown = await command(box, "stick", "import", "KINGSTON", "bundles/words")
        box.paths.keys.mkdir(exist_ok=True)
        (box.paths.keys / "allowed_signers").write_text(maker.line)
        everything = ("stick", "import", "KINGSTON", "--all", "--only", "bundles")
        taken = await command(box, *everything)
        told = json.loads((await command(box, *everything, "--json"))[1])
    assert 0 == status
    assert "words 3: 1 files" in output
    assert "ssh-keygen -Y sign -n tingxia-lexicon -f KEY" in output
    assert "Bundles:\n  bundles/words\n" in shown[1]
    assert (41, 0) == (unknown[0], taken[0])
    assert "Left out: bundles/words: This box trusts no key yet" in unknown[2]
    assert "allowed_signers" in unknown[2]
    assert "words 3, a lexicon signed by maker@works, is installed." in taken[1]
    expected = {"kind": "lexicon", "name": "words", "version": "3", "signer": "maker@works"}
    assert {**expected, "uses": []} == told["bundles"][0]["taken"]
    assert "沙特阿美\n" == (box.paths.lexicons / "words.txt").read_text(encoding="utf-8")


async def test_all_of_it_can_be_read_by_programs(tmp_path: Path) -> None:
    """With --json, one value on standard output and nothing else."""
    async with plugged(tmp_path) as (box, _, _):
        (volume,) = json.loads((await command(box, "stick", "list", "--json"))[1])
        contents = json.loads((await command(box, "stick", "show", "KINGSTON", "--json"))[1])
        arguments = ("stick", "import", "KINGSTON", "letter.wav", "lexicons/words.txt", "--json")
        status, output, errors = await command(box, *arguments)
        ejected = json.loads((await command(box, "stick", "eject", "KINGSTON", "--json"))[1])
    assert "stick-1" == volume["identity"]
    assert ["letter.wav", r"采访\x0a1.wav"] == [file["path"] for file in contents["audio"]]
    taken = json.loads(output)
    assert (41, "") == (status, errors)
    assert ["not-audio"] == [line["refusal"] for line in taken["audio"]]
    assert [("words", True)] == [(line["name"], line["is_new"]) for line in taken["lexicons"]]
    assert {"is_unmounted": False} == ejected


@pytest.mark.parametrize(
    ("arguments", "expected", "hint"),
    [
        (("import", "KINGSTON"), "not said what to take", "--all"),
        (("import", "KINGSTON", "a.wav", "--all"), "exclude each other", "Leave one"),
        (("import", "KINGSTON", "a.wav", "--only", "audio"), "goes with --all", "Add --all"),
        (("show", "TOSHIBA"), "no stick TOSHIBA", "There is: KINGSTON."),
        (("eject", "TOSHIBA"), "no stick TOSHIBA", "There is: KINGSTON."),
        (("import", "TOSHIBA", "--all"), "no stick TOSHIBA", "There is: KINGSTON."),
        (("show", "./nothing-here"), "cannot be read", "stick list"),
        (("show", "/"), "own data", "beside"),
    ],
)
async def test_what_is_typed_wrong_is_answered_with_the_next_step(
    arguments: tuple[str, ...], expected: str, hint: str, tmp_path: Path
) -> None:
    """On purpose."""
    async with plugged(tmp_path) as (box, _, _):
        status, output, errors = await command(box, "stick", *arguments)
    assert status in {2, 41}
    assert "" == output
    assert expected in errors
    assert hint in errors


async def test_without_a_box_a_stick_is_looked_at_but_nothing_is_taken(tmp_path: Path) -> None:
    """A folder serves as a stick; the box is needed to take something."""
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "a.wav").write_bytes(sound(b"ab"))
    async with open_door(tmp_path) as (box, _):
        listed = await command(box, "stick", "list", "--json")
        shown = await command(box, "stick", "show", str(stick))
        missing = await command(box, "stick", "show", "KINGSTON")
        taken = await command(box, "stick", "import", str(stick), "--all")
        ejected = await command(box, "stick", "eject", str(stick))
    assert isinstance(json.loads(listed[1]), list)
    assert "a.wav" in shown[1]
    assert 41 == missing[0]
    assert (10, 10) == (taken[0], ejected[0])
    assert "tingxia up" in taken[2]


async def test_long_answers_come_in_parts(tmp_path: Path) -> None:
    """Thousands of the longest and oddest names pass through the socket."""
    stick = tmp_path / "stick"
    folder = stick / ("\x01" * 200) / ("\x02" * 200)
    folder.mkdir(parents=True)
    for number in range(300):
        (folder / ("\x03" * 200 + f"{number}.wav")).write_bytes(b"RIFF")
    async with open_door(tmp_path) as (box, _):
        contents = await stick_contents(box.paths.station_socket, str(stick))
        question = ImportAudio(volume=str(stick))
        steps = [step async for step in audio_import(box.paths.station_socket, question)]
    assert 300 == len(contents.audio)
    assert 300 == sum(len(step.outcomes) for step in steps)
    assert {"not-audio"} == {line.refusal for step in steps for line in step.outcomes}


async def test_the_door_serves_whatever_station_there_is(tmp_path: Path) -> None:
    """The messages carry what the façade says, and its errors."""
    station = FakeStation()
    station.plugged, station.sticks.unopened = (STICK,), ("Intenso (8.0 GB)",)
    outcome = AudioOutcome(path="a.wav", job_id="x")
    station.sticks.steps = [
        StickProgress(step=StickStep.CHECKING),
        StickProgress(step=StickStep.DONE, outcomes=(outcome,)),
    ]
    socket = tmp_path / "s.sock"
    async with serve(socket, Control(station).converse):
        listed = await request(socket, ListSticks(), SticksTold)
        assert ((STICK,), ("Intenso (8.0 GB)",)) == (listed.volumes, listed.unopened)
        question = ImportAudio(volume="KINGSTON", paths=("a.wav",))
        steps = [step async for step in audio_import(socket, question)]
        assert [False, True] == [step.last for step in steps]
        assert (await request(socket, EjectStick(volume="K"), StickEjected)).is_unmounted
        station.sticks.steps = [RemoteError("It is gone.", hint="Plug it in.")]
        with pytest.raises(RemoteError, match="It is gone"):
            [step async for step in audio_import(socket, question)]
    assert [("audio", "KINGSTON", ("a.wav",)), ("eject", "K", None)] == station.sticks.asked[:2]
