"""The library on a stick, copied by a running station."""

from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from appliance.domain.text_state import TextState
from appliance.export import ExportProgress, ExportStep, verify
from appliance.library import Library, database
from appliance.library.audit import NAME, AuditLog
from appliance.paths import Paths, prepare
from appliance.station.box import BoxStation
from appliance.station.errors import LockedError
from appliance.station.import_room import NoRoomError
from tests.fakes.box import fake_box, until_text
from tests.fakes.inference_server import spoken


async def backed_up(station: BoxStation, target: Path) -> list[ExportProgress]:
    """Make a backup."""
    return [step async for step in station.backup.write(target)]


async def test_a_backup_is_read_back_and_can_be_put_back(tmp_path: Path) -> None:
    """With hashes and a date in its name; another box finds the words in it; the audit says so."""
    stick = tmp_path / "stick"
    stick.mkdir()
    async with fake_box(tmp_path) as box, box.station() as station:
        recording_id = await station.start_recording()
        await box.capture.hear(spoken(7))
        await station.stop_recording()
        await until_text(station, recording_id, TextState.COMPLETE)
        steps = await backed_up(station, stick)
        audit = AuditLog(box.paths.data).newest(5)
        assert [] == list(box.paths.inbox.glob("importing-*"))

    done = steps[-1]
    assert ExportStep.DONE is done.step
    assert {ExportStep.WRITING, ExportStep.VERIFYING} <= {step.step for step in steps}
    folder = Path(done.folder)
    assert folder.name.startswith("library_2")
    assert {"library.db", "manifest.json", "SHA256SUMS"} == {each.name for each in folder.iterdir()}
    assert verify(folder)
    database.check(folder / "library.db")
    assert ("backup", str(stick)) == (audit[0].deed, audit[0].subject)

    other = Paths(data=tmp_path / "other", run=tmp_path / "other-run")
    prepare(other)
    other.library.write_bytes((folder / "library.db").read_bytes())
    async with Library.open(other) as library:
        transcript = await library.transcript(recording_id)
    assert transcript is not None
    assert "7" == transcript.segments[0].text


async def test_a_backup_that_cannot_be_noted_is_done(tmp_path: Path) -> None:
    """It was read back; the disk that is full is that of the box."""
    stick = tmp_path / "stick"
    stick.mkdir()
    async with fake_box(tmp_path) as box, box.station() as station:
        (box.paths.data / NAME).mkdir()

        steps = await backed_up(station, stick)

    assert ExportStep.DONE is steps[-1].step


async def test_a_backup_is_encrypted_where_exports_are(tmp_path: Path) -> None:
    """Only the owner of the key can read it; how is written beside it."""
    stick = tmp_path / "stick"
    stick.mkdir()
    key = pyrage.x25519.Identity.generate()
    async with fake_box(tmp_path) as box, box.station() as station:
        station._exports.recipient = str(key.to_public())
        done = (await backed_up(station, stick))[-1]
    folder = Path(done.folder)
    assert {"library.db.age", "HOW-TO-DECRYPT.txt"} < {each.name for each in folder.iterdir()}
    plain = pyrage.decrypt((folder / "library.db.age").read_bytes(), [key])
    assert plain.startswith(b"SQLite format 3")


async def test_a_backup_that_is_left_leaves_nothing(tmp_path: Path) -> None:
    """Neither on the stick nor on the box; and no line in the audit."""
    stick = tmp_path / "stick"
    stick.mkdir()
    async with fake_box(tmp_path) as box, box.station() as station:
        async with aclosing(station.backup.write(stick)) as steps:
            async for step in steps:
                if step.step is ExportStep.WRITING:
                    assert station.sticks.is_in_use
                    break
        assert not station.sticks.is_in_use
        assert [] == list(box.paths.inbox.glob("importing-*"))
        assert [] == AuditLog(box.paths.data).newest(5)
    assert [] == [each for each in stick.rglob("*") if each.is_file()]


async def test_recordings_go_before_a_backup(tmp_path: Path) -> None:
    """The copy on the box's own disk is not begun where it would take their room."""
    async with fake_box(tmp_path) as box, box.station(reserve_bytes=10**15) as station:
        with pytest.raises(NoRoomError):
            await backed_up(station, tmp_path)
        assert not station.sticks.is_in_use


async def test_in_kiosk_mode_a_backup_takes_the_pin(tmp_path: Path) -> None:
    """A passer-by carries no library away."""
    async with fake_box(tmp_path) as box, box.station() as station:
        permit = await station.lock.set_pin("271828")
        await station.settings.change("station.kiosk", True, permit)
        with pytest.raises(LockedError):
            await backed_up(station, tmp_path)
        steps = [step async for step in station.backup.write(tmp_path, permit)]
    assert replace(steps[-1], folder="") != steps[-1]
