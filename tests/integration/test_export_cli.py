"""`tingxia library export`, as a person types it, with and without a running box."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pyrage
import pytest

from appliance.export import ExportProgress, ExportStep, Format
from appliance.paths import Paths, default_run_folder, hold, prepare
from appliance.station.control import Control
from appliance.wire import serve
from tests.fakes.speech import ID
from tests.fakes.station import FakeStation
from tests.integration.exported import IDENTITY, RECIPIENT, content_of
from tests.integration.test_library import OTHER, filled
from tests.integration.test_library_cli import tingxia


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """A data folder with two recordings, and no box."""
    data = tmp_path / "data"
    paths = Paths(data=data, run=default_run_folder(data))
    prepare(paths)
    await filled(paths)
    return paths


@pytest.fixture
async def box(paths: Paths) -> AsyncIterator[FakeStation]:
    """A box that holds the data folder and answers for its station."""
    station = FakeStation()
    station.export_steps = [
        ExportProgress(step=ExportStep.WRITING, done_bytes=1, total_bytes=2),
        ExportProgress(
            step=ExportStep.DONE,
            folder="/stick/Tingxia",
            files=("a.txt",) * 600,
            recordings=3,
            unfinished=1,
            left_out=2,
        ),
    ]
    with hold(paths):
        async with serve(paths.station_socket, Control(station).converse):
            yield station


async def test_all_in_any_format_with_audio(paths: Paths, stick: Path) -> None:
    """Plain lines tell the steps where there is no terminal."""
    formats = [word for each in Format for word in ("--format", each.value)]

    said = await tingxia(paths, "export", "--all", "--to", str(stick), *formats, "--json")

    assert (0, 2) == (said.status, json.loads(said.out)["recordings"])
    assert {f".{each.value}" for each in Format} <= {
        Path(name).suffix for name in content_of(stick)
    }
    assert said.err.startswith("checking the stick")
    assert "reading back and comparing: 100 %" in said.err


async def test_new_is_exported_once(paths: Paths, stick: Path) -> None:
    """The second time nothing has changed, and that is no error."""
    first = await tingxia(paths, "export", "--new", "--to", str(stick))
    second = await tingxia(paths, "export", "--new", "--to", str(stick))

    assert (0, 0) == (first.status, second.status)
    assert "Exported and verified" in first.out
    assert "Nothing has changed since the last export.\n" == second.out


async def test_exporting_again_tells_what_was_there(paths: Paths, stick: Path) -> None:
    """And writes it no second time."""
    await tingxia(paths, "export", ID, "--to", str(stick))

    again = await tingxia(paths, "export", ID, "--to", str(stick))

    assert "3 of them were there already" in again.out


@pytest.mark.parametrize("words", [(), ("--all", "--new"), (ID, "--all")])
async def test_it_must_be_said_what_to_export(
    paths: Paths, stick: Path, words: tuple[str, ...]
) -> None:
    """In one way."""
    said = await tingxia(paths, "export", *words, "--to", str(stick))

    assert 2 == said.status
    assert "--all or --new" in said.err


async def test_a_key_encrypts_and_one_in_the_settings_always_does(
    paths: Paths, stick: Path, tmp_path: Path
) -> None:
    """By the command line, or by the configuration, which allows no other."""
    other = str(pyrage.x25519.Identity.generate().to_public())
    config = tmp_path / "tingxia.toml"
    config.write_text(f'[export]\nrecipient = "{RECIPIENT}"\n')
    (bound := tmp_path / "bound").mkdir()

    asked = await tingxia(paths, "export", ID, "--to", str(stick), "--recipient", RECIPIENT)
    ruled = await tingxia(paths, "export", ID, "--to", str(bound), "--config", str(config))
    refused = await tingxia(
        *(paths, "export", ID, "--to", str(bound)),
        *("--config", str(config), "--recipient", other),
    )
    verified = await tingxia(paths, "verify", str(bound))

    assert (0, 0, 40, 0) == (asked.status, ruled.status, refused.status, verified.status)
    for folder in (stick, bound):
        (text,) = folder.rglob(f"{ID}.txt.age")
        assert pyrage.decrypt(text.read_bytes(), [IDENTITY])
        assert not list(folder.rglob("*.txt.part"))
    assert "to no other key" in refused.err


async def test_audio_that_cannot_be_had_is_told_by_name(paths: Paths, stick: Path) -> None:
    """The others went; the exit status says that something did not."""
    for file in paths.recording(ID).glob("*.wav"):
        file.unlink()

    said = await tingxia(paths, "export", "--all", "--to", str(stick), "--format", "flac")
    machine = await tingxia(
        paths, "export", "--all", "--to", str(stick), "--format", "flac", "--json"
    )

    assert (40, 40) == (said.status, machine.status)
    assert "Exported and verified" in said.out
    assert "The audio of 1 recordings could not be exported:" in said.err
    assert f"The audio of {ID} is" in said.err
    assert "→ Its text is here: export that alone" in said.err
    told = json.loads(machine.out)
    assert (1, ID) == (told["without_audio_count"], told["without_audio"][0]["recording_id"])


async def test_a_running_box_is_told_everything(paths: Paths, box: FakeStation) -> None:
    """And tells no more names of files than a message holds."""
    box.export_gate.set()
    box.export_steps = box.export_steps[1:]

    said = await tingxia(
        *(paths, "export", "--new", "--to", "/stick", "--format", "docx", "--format", "flac"),
        *("--raw", "--no-speakers", "--no-times", "--recipient", RECIPIENT),
    )

    options = box.export_options
    assert [(["new"], Path("/stick"))] == box.exported
    assert options is not None
    assert (Format.DOCX, Format.FLAC) == options.formats
    assert (True, False, False) == (
        options.use_raw_text,
        options.with_speakers,
        options.with_times,
    )
    assert RECIPIENT == options.recipient
    assert "Exported and verified, 600 files in /stick/Tingxia" in said.out
    assert "and 100 more" in said.out
    assert "The text of 1 of 3 recordings is not complete" in said.out
    assert "because their text is still being made: 2 recordings" in said.out
    assert OTHER not in said.out
