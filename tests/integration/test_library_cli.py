"""`tingxia library`, as a person types it, with and without a running box."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.cli import app
from appliance.errors import ApplianceError
from appliance.export import ExportProgress, ExportStep
from appliance.paths import Paths
from tests.fakes.command_box import command_folder, holding
from tests.fakes.speech import ID
from tests.fakes.station import FakeStation
from tests.integration.test_library import OTHER, filled


@dataclass(frozen=True, kw_only=True)
class Said:
    """How a command ended."""

    status: int
    out: str
    err: str


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """A data folder with two recordings, and no box."""
    paths = command_folder(tmp_path)
    await filled(paths)
    return paths


@pytest.fixture
async def box(paths: Paths) -> AsyncIterator[FakeStation]:
    """A box that holds the data folder and answers for its station."""
    async with holding(paths) as station:
        yield station


async def tingxia(paths: Paths, *words: str) -> Said:
    """Run a command on the data folder, in a thread of this process."""
    options = () if words[0] == "verify" else ("--data-dir", str(paths.data))
    group = () if words[0] == "recover" else ("library",)
    said = await asyncio.to_thread(CliRunner().invoke, app, [*group, *words, *options])
    error = said.exception
    if isinstance(error, ApplianceError):
        told = f"{said.stderr}{error}\n→ {error.hint}"
        return Said(status=error.exit_code, out=said.stdout, err=told)
    if error is not None and not isinstance(error, SystemExit):
        raise error
    return Said(status=said.exit_code, out=said.stdout, err=said.stderr)


async def test_list_shows_all_recordings(paths: Paths) -> None:
    """Newest first, with the reason where the text failed."""
    said = await tingxia(paths, "list")

    assert 0 == said.status
    assert said.out.index(OTHER) < said.out.index(ID)
    assert "the model failed" in said.out


async def test_list_is_sorted_as_asked(paths: Paths) -> None:
    """By what ``--sort`` names; ``--before`` goes on in that order."""
    said = await tingxia(paths, "list", "--json", "--sort", "oldest")
    rest = await tingxia(paths, "list", "--json", "--sort", "title", "--before", ID)

    assert [ID, OTHER] == [line["id"] for line in json.loads(said.out)]
    assert [OTHER] == [line["id"] for line in json.loads(rest.out)]


async def test_list_as_json_goes_page_by_page(paths: Paths) -> None:
    """``--before`` continues."""
    first = json.loads((await tingxia(paths, "list", "--json", "--limit", "1")).out)
    second = json.loads((await tingxia(paths, "list", "--json", "--before", OTHER)).out)

    assert [OTHER] == [line["id"] for line in first]
    assert [(ID, "complete", 1.0)] == [
        (line["id"], line["text_state"], line["duration_s"]) for line in second
    ]


async def test_show_prints_the_best_text_with_times(paths: Paths) -> None:
    """As lines, and as JSON."""
    said = await tingxia(paths, "show", ID)
    shown = json.loads((await tingxia(paths, "show", ID, "--json")).out)

    assert "[00:00:05] Speaker 2: 请大家看第二页，这里有一个问题。" in said.out.splitlines()
    assert ("edited", True, 30) == (shown["kind"], shown["complete"], len(shown["segments"]))


async def test_show_prints_another_version(paths: Paths) -> None:
    """All that there are can be read."""
    shown = json.loads((await tingxia(paths, "show", ID, "--version", "live", "--json")).out)
    missing = await tingxia(paths, "show", OTHER, "--version", "second-pass")

    assert ("live", ["live", "second-pass", "edited"]) == (shown["kind"], shown["versions"])
    assert 2 == missing.status
    assert f"{OTHER} has no second-pass text." in missing.err
    assert "→ There is: live." in missing.err


async def test_without_a_box_a_text_is_made_again_at_its_next_start(paths: Paths) -> None:
    """The request is kept; a text that is whole is still the one that is shown."""
    said = await tingxia(paths, "retranscribe", ID, OTHER, "--json")
    listed = json.loads((await tingxia(paths, "list", "--json")).out)

    assert {"queued": [ID, OTHER]} == json.loads(said.out)
    assert {ID: "refining", OTHER: "waiting"} == {line["id"]: line["text_state"] for line in listed}
    assert "今天的会议" in listed[1]["excerpt"]


async def test_show_names_an_unknown_recording(paths: Paths) -> None:
    """With the command that lists the known ones."""
    said = await tingxia(paths, "show", "20250501-120000-ffff")

    assert 2 == said.status
    assert "There is no recording 20250501-120000-ffff" in said.err
    assert "→ The History page and `tingxia library list` show all of them." in said.err


async def test_export_and_verify(paths: Paths, tmp_path: Path) -> None:
    """What export calls verified, verify finds right until it is changed."""
    stick = tmp_path / "stick"
    stick.mkdir()

    exported = await tingxia(paths, "export", ID, OTHER, "--to", str(stick), "--json")
    verified = await tingxia(paths, "verify", str(stick / "Tingxia"))
    quiet = await tingxia(paths, "verify", str(stick / "Tingxia"), "--json")
    files = json.loads(exported.out)["files"]
    (stick / "Tingxia" / files[0]).write_text("changed")
    changed = await tingxia(paths, "verify", str(stick / "Tingxia"))

    assert (0, 10) == (exported.status, len(files))
    assert (0, "8 files are as they were written.\n") == (verified.status, verified.out)
    size_mb = sum((stick / "Tingxia" / file).stat().st_size for file in files) / 1e6
    assert f"reading and comparing: 100 % of {size_mb:.1f} MB\n" in verified.err
    assert ("", 8) == (quiet.err, len(json.loads(quiet.out)["verified"]))
    assert 40 == changed.status
    assert "not what was exported" in changed.err


async def test_an_export_that_fails_says_why(paths: Paths, tmp_path: Path) -> None:
    """Nothing is called exported."""
    said = await tingxia(paths, "export", ID, "--to", str(tmp_path / "no-stick"))

    assert (40, "") == (said.status, said.out)
    assert "The target is not there" in said.err
    assert "→ Check the name of the folder" in said.err


async def test_rebuild_makes_the_library_from_the_folders(paths: Paths) -> None:
    """Also a damaged one, which is set aside."""
    paths.library.write_bytes(b"rust" * 5000)

    said = await tingxia(paths, "rebuild")
    quiet = await tingxia(paths, "rebuild", "--json")
    again = json.loads(quiet.out)

    assert 0 == said.status
    assert "The library was damaged" in said.out
    assert "2 recordings and 4 texts taken over" in said.out
    assert {"recordings": 2, "transcripts": 4, "problems": [], "notice": ""} == again
    assert "" == quiet.err
    assert [
        "taking over the recordings: 50 % of 2 recordings",
        "taking over the recordings: 100 % of 2 recordings",
        "entering them into the search: 50 % of 2 recordings",
        "entering them into the search: 100 % of 2 recordings",
    ] == said.err.splitlines()


async def test_a_backup_tells_how_far_it_is(paths: Paths, tmp_path: Path) -> None:
    """By the bytes that are in the copy; other programs read the result alone."""
    said = await tingxia(paths, "backup", str(tmp_path / "other.db"))
    quiet = await tingxia(paths, "backup", str(tmp_path / "other.db"), "--json")

    size = (tmp_path / "other.db").stat().st_size
    assert [
        "checking the library",
        f"copying: 100 % of {size / 1e6:.1f} MB",
        "reading the copy back",
    ] == said.err.splitlines()
    assert ("", size) == (quiet.err, json.loads(quiet.out)["bytes"])


async def test_recovering_tells_how_far_it_is(paths: Paths) -> None:
    """As the others do that look at all recordings."""
    said = await tingxia(paths, "recover")
    quiet = await tingxia(paths, "recover", "--json")

    assert "2 recordings looked at, 0 were left open.\n" == said.out
    assert ["repairing: 50 % of 2 recordings", "repairing: 100 % of 2 recordings"] == (
        said.err.splitlines()
    )
    assert ("", 2) == (quiet.err, len(json.loads(quiet.out)))


async def test_a_folder_that_is_no_data_folder_is_refused(tmp_path: Path) -> None:
    """Nothing is created in it."""
    wrong = tmp_path / "wrong"
    wrong.mkdir()

    said = await tingxia(Paths(data=wrong, run=wrong), "list")

    assert 3 == said.status
    assert "is not the data folder of a box" in said.err
    assert [] == list(wrong.iterdir())


async def test_with_a_running_box_the_station_is_asked(
    paths: Paths, box: FakeStation, tmp_path: Path
) -> None:
    """The command line never opens a database that a box has open."""
    theirs = "20250512-093000-beef"
    box.add_recording(theirs, texts=("甲", "乙"))
    done = ExportProgress(step=ExportStep.DONE, folder="/stick/Tingxia", files=("a.txt",))
    box.export_steps = [done]
    box.export_gate.set()

    listed = json.loads((await tingxia(paths, "list", "--json")).out)
    shown = json.loads((await tingxia(paths, "show", theirs, "--json")).out)
    exported = await tingxia(paths, "export", theirs, "--to", str(tmp_path))

    assert [theirs] == [line["id"] for line in listed]
    assert ["甲", "乙"] == [segment["text"] for segment in shown["segments"]]
    assert "Exported and verified, 1 files in /stick/Tingxia" in exported.out
    assert [([theirs], tmp_path)] == box.exported


@pytest.mark.usefixtures("box")
async def test_rebuild_refuses_while_a_box_runs(paths: Paths) -> None:
    """It names the process that must be stopped first."""
    said = await tingxia(paths, "rebuild")

    assert 4 == said.status
    assert "Another Tingxia (process" in said.err
    assert "stop it" in said.err
