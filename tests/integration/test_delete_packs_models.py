"""Packs of hot words and models are deleted over the real station, its queue and its folders."""

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest

from appliance.domain.wishes import Wishes
from appliance.library.audit import NAME, AuditLog
from appliance.modelstore import staging
from appliance.modelstore.errors import ModelError
from appliance.station.errors import LockedError, SettingError
from tests.fakes.box import FakeBox, fake_box, until
from tests.fakes.inference_server import spoken
from tests.fakes.models import install
from tests.integration.test_station_control import wav_file

PIN = "271828"


def deeds(box: FakeBox) -> list[tuple[str, str]]:
    """What the audit holds, oldest first."""
    lines = reversed(AuditLog(box.paths.data).newest(100))
    return [(line.deed, line.subject) for line in lines]


def written_pack(box: FakeBox) -> Path:
    """Put a pack into the box."""
    box.paths.lexicons.mkdir(exist_ok=True)
    pack = box.paths.lexicons / "workshop.txt"
    pack.write_text("温度传感器\n", encoding="utf-8")
    return pack


async def test_a_pack_that_files_wait_for_stays_until_they_do_not(tmp_path: Path) -> None:
    """They would be heard without it, unnoticed; then it goes, and comes back."""
    async with fake_box(tmp_path) as box, box.station() as station:
        pack = written_pack(box)
        await station.files.pause()
        audio = wav_file(tmp_path / "1.wav", spoken(1))
        added = await station.files.add([audio], wishes=Wishes(packs=("workshop",)))
        with pytest.raises(SettingError, match=r"workshop is chosen .* text: 1\.") as refused:
            await station.settings.remove_pack("workshop")
        assert pack.exists()
        await station.files.cancel(added.job_ids)
        await station.settings.remove_pack("workshop")
        assert not pack.exists()
        assert () == await station.settings.packs()
        assert ("workshop",) == await station.sticks.restore_lexicons(["workshop"])
        assert "温度传感器\n" == pack.read_text(encoding="utf-8")
    assert "Files page" in refused.value.hint
    assert [("remove-lexicon", "workshop"), ("restore-lexicon", "workshop")] == deeds(box)[-2:]


async def test_models_that_do_not_work_are_deleted(tmp_path: Path) -> None:
    """What the recogniser has loaded stays, whatever is chosen."""
    async with fake_box(tmp_path) as box, box.station() as station:
        for name in ("fake", "spare"):
            install(box.paths.models, name)
        await until(station, lambda: station.snapshot().inference is not None)
        assert frozenset({"fake"}) == station._inference.models
        stays = {model.name: model.stays for model in await station.settings.models()}
        with pytest.raises(SettingError, match="is loaded at present"):
            await station.settings.remove_model("fake")
        await station.settings.remove_model("spare")
        left = [model.name for model in await station.settings.models()]
    assert (None, True) == (stays["spare"], stays["fake"] is not None)
    assert ["fake"] == left
    assert ["fake"] == [entry.name for entry in box.paths.models.iterdir() if entry.is_dir()]
    assert ("remove-model", "spare") == deeds(box)[-1]


async def test_both_are_deleted_also_where_it_cannot_be_noted(tmp_path: Path) -> None:
    """A full disk must not keep anybody from making room, nor the undo from the screen."""
    async with fake_box(tmp_path) as box, box.station() as station:
        install(box.paths.models, "spare")
        pack = written_pack(box)
        (box.paths.data / NAME).mkdir()
        await station.settings.remove_pack("workshop")
        await station.settings.remove_model("spare")
        assert (False, False) == (pack.exists(), (box.paths.models / "spare").exists())


async def test_a_model_that_goes_by_half_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, and nobody can use it any more; one that stays is not noted."""

    def refused(*_: object, **how: object) -> None:
        if not how:
            raise OSError(errno.EIO, "Input/output error")

    async with fake_box(tmp_path) as box, box.station() as station:
        install(box.paths.models, "spare")
        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", refused)
            with pytest.raises(ModelError):
                await station.settings.remove_model("spare")
        assert ("remove-model", "spare") not in deeds(box)
        monkeypatch.setattr(staging, "shutil", SimpleNamespace(rmtree=refused))
        with pytest.raises(ModelError, match="could not be removed altogether"):
            await station.settings.remove_model("spare")
        assert () == await station.settings.models()
    assert ("remove-model", "spare") == deeds(box)[-1]


async def test_a_start_removes_what_was_left(tmp_path: Path) -> None:
    """Of a removal that a power cut ended, and a deleted pack, which may hold names."""
    async with fake_box(tmp_path) as box:
        half = box.paths.models / ".staging-abc" / "model.bin"
        former = box.paths.lexicons / ".workshop.former"
        for file in (half, former):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"x")
        async with box.station() as station:
            await station.files.ready()
        assert (False, False) == (half.parent.exists(), former.exists())


async def test_both_take_the_pin_once_there_is_one(tmp_path: Path) -> None:
    """Without a permit nothing is touched."""
    async with fake_box(tmp_path) as box, box.station() as station:
        install(box.paths.models, "spare")
        pack = written_pack(box)
        permit = await station.lock.set_pin(PIN)
        with pytest.raises(LockedError):
            await station.settings.remove_pack("workshop")
        with pytest.raises(LockedError):
            await station.settings.remove_model("spare")
        assert (True, True) == (pack.exists(), (box.paths.models / "spare").is_dir())
        await station.settings.remove_pack("workshop", permit)
        await station.settings.remove_model("spare", permit)
        assert (False, False) == (pack.exists(), (box.paths.models / "spare").exists())
