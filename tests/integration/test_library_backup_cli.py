"""`tingxia library backup`, as a person types it, with and without a running box."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pyrage
import pytest

from appliance.cli import backup_access
from appliance.export import ExportProgress, ExportStep, verify
from appliance.library import database
from appliance.library.audit import NAME, AuditLog
from appliance.paths import Paths, hold
from appliance.station.box import BoxStation
from appliance.station.control import Control
from appliance.wire import serve
from tests.fakes.box import fake_box
from tests.fakes.command_box import command_folder, holding, invoke
from tests.fakes.stick_helper import fake_helper
from tests.integration.exported import IDENTITY, RECIPIENT
from tests.integration.test_library import filled
from tests.integration.test_library_cli import tingxia


@pytest.fixture
async def paths(tmp_path: Path) -> Paths:
    """A data folder with two recordings, and no box."""
    paths = command_folder(tmp_path)
    await filled(paths)
    return paths


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[BoxStation]:
    """A station that holds its data folder and answers commands."""
    async with fake_box(tmp_path) as box, box.station() as station:
        with hold(box.paths):
            async with serve(box.paths.station_socket, Control(station).converse):
                yield station


def data_of(station: BoxStation) -> Paths:
    """Where the station keeps everything."""
    return station._paths


def noted(paths: Paths) -> list[tuple[str, str]]:
    """What the audit log says of backups, newest first."""
    lines = AuditLog(paths.data).newest(100)
    return [(line.deed, line.subject) for line in lines if line.deed == "backup"]


def decrypted(stick: Path) -> bytes:
    """The database in the only backup below a folder, which holds nothing else of it."""
    (file,) = stick.rglob("library.db*")
    assert "library.db.age" == file.name
    content: bytes = pyrage.decrypt(file.read_bytes(), [IDENTITY])
    return content


async def test_a_folder_gets_what_the_screen_writes(paths: Paths, stick: Path) -> None:
    """Read back, with hashes, a receipt and a line in the audit; nothing stays in the inbox."""
    said = await tingxia(paths, "backup", str(stick))
    machine = await tingxia(paths, "backup", str(stick), "--json")

    assert (0, 0) == (said.status, machine.status)
    assert "Written and verified, 3 files in " in said.out
    assert said.err.startswith("checking the stick")
    assert "reading back and comparing: 100 %" in said.err
    folder = Path(json.loads(machine.out)["folder"])
    assert {"library.db", "manifest.json", "SHA256SUMS"} == {each.name for each in folder.iterdir()}
    assert verify(folder)
    database.check(folder / "library.db")
    assert [("backup", str(stick))] * 2 == noted(paths)
    assert 2 == len([file for file in paths.receipts.iterdir() if file.suffix == ".json"])
    assert [] == list(paths.inbox.iterdir())


async def test_a_mounted_stick_is_asked_to_be_writable(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is read-only again at the end."""
    async with fake_helper(tmp_path) as helper:
        monkeypatch.setattr(backup_access, "own_door", lambda _: helper.door)
        said = await tingxia(paths, "backup", str(helper.stick))

    assert ["writable 1A2B", "read-only 1A2B"] == helper.asked
    assert "The stick can be unplugged.\n" in said.out


async def test_a_key_chosen_on_the_screen_encrypts(
    paths: Paths, stick: Path, tmp_path: Path
) -> None:
    """A plain file is refused with the way that is left; nothing is written or noted."""
    await asyncio.to_thread(invoke, paths.data, "config", "set", "export.recipient", RECIPIENT)

    refused = await tingxia(paths, "backup", str(file := tmp_path / "copy.db"))
    said = await tingxia(paths, "backup", str(stick))

    assert (40, 0) == (refused.status, said.status)
    assert f"{file} would be in the clear" in refused.err
    assert "Name a stick or a folder" in refused.err
    assert not file.exists()
    assert decrypted(stick).startswith(b"SQLite format 3")
    assert [("backup", str(stick))] == noted(paths)


async def test_a_plain_copy_is_noted(paths: Paths, tmp_path: Path) -> None:
    """One that cannot be written is not; one that cannot be noted is whole all the same."""
    said = await tingxia(paths, "backup", str(file := tmp_path / "copy.db"))
    failed = await tingxia(paths, "backup", str(tmp_path / "nowhere" / "copy.db"))
    lines = noted(paths)
    (paths.data / NAME).unlink()
    (paths.data / NAME).mkdir()
    unnoted = await tingxia(paths, "backup", str(tmp_path / "other.db"), "--json")

    assert (0, 6, 0) == (said.status, failed.status, unnoted.status)
    assert [("backup", str(file))] == lines
    assert "cannot be written" in unnoted.err
    assert str(tmp_path / "other.db") == json.loads(unnoted.out)["file"]
    database.check(tmp_path / "other.db")


async def test_a_folder_without_a_library_is_refused(tmp_path: Path, stick: Path) -> None:
    """Nothing is made in it."""
    said = await tingxia(Paths(data=tmp_path / "wrong", run=tmp_path), "backup", str(stick))

    assert 3 == said.status
    assert "There is no library in" in said.err
    assert [] == list(stick.iterdir())


async def test_a_running_box_encrypts_to_its_own_key(
    station: BoxStation, stick: Path, tmp_path: Path
) -> None:
    """Whatever the command's own settings say; and it refuses a plain file."""
    paths = data_of(station)
    station._exports.recipient = RECIPIENT

    refused = await tingxia(paths, "backup", str(file := tmp_path / "copy.db"))
    said = await tingxia(paths, "backup", str(stick))

    assert (40, 0) == (refused.status, said.status)
    assert "Name a stick or a folder" in refused.err
    assert not file.exists()
    assert decrypted(stick).startswith(b"SQLite format 3")
    assert [("backup", str(stick))] == noted(paths)


async def test_a_running_box_notes_a_plain_copy(station: BoxStation, tmp_path: Path) -> None:
    """One process alone writes its audit; a copy that cannot be written is not noted."""
    paths = data_of(station)
    said = await tingxia(paths, "backup", str(file := tmp_path / "copy.db"))
    refused = await tingxia(paths, "backup", str(tmp_path / "nowhere" / "copy.db"))

    assert (0, True) == (said.status, "read back and whole" in said.out)
    database.check(file)
    assert (6, True) == (refused.status, "nowhere" in refused.err)
    assert [("backup", str(file))] == noted(paths)
    assert 1 == station.shelf.audit_log.noted


async def test_in_kiosk_mode_the_command_is_the_owners(station: BoxStation, stick: Path) -> None:
    """Whoever reaches the box's own socket needs no PIN."""
    permit = await station.lock.set_pin("271828")
    await station.settings.change("station.kiosk", True, permit)

    assert 0 == (await tingxia(data_of(station), "backup", str(stick))).status


async def test_a_running_box_tells_the_stick_is_still_in_use(paths: Paths, stick: Path) -> None:
    """The stick must be let go of first."""
    async with holding(paths) as box:
        box.backup.gate.set()
        box.backup.steps = [
            ExportProgress(step=ExportStep.VERIFYING, done_bytes=1, total_bytes=1),
            ExportProgress(step=ExportStep.DONE, folder="/stick/Tingxia", eject_first=True),
        ]
        said = await tingxia(paths, "backup", str(stick))

    assert [stick] == box.backup.targets
    assert "reading back and comparing: 100 %" in said.err
    assert "tingxia stick eject" in said.out
    assert "umount FOLDER" in said.out
