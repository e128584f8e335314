"""Models on real folders as the screen shows them: which may be deleted, and why others stay."""

from pathlib import Path

import pytest

from appliance.modelstore import in_use
from appliance.modelstore.installed import Family, Purpose
from appliance.modelstore.store import ModelStore
from appliance.station.errors import SettingError
from appliance.station.screen_models import ScreenModels
from tests.fakes.models import PUNCTUATION, SENSE_VOICE, WHISPER, install

WHY = {
    "chosen": "is in use",
    "marks": "is in use",
    "whisper-base": "came with the box",
    "named": "configuration of the box names",
    "working": "is loaded",
}


@pytest.fixture
def models(tmp_path: Path) -> ScreenModels:
    """One model for each reason to stay, and one for none."""
    install(tmp_path, "whisper-base", WHISPER, family=Family.WHISPER, engine="whisper")
    install(tmp_path, "marks", PUNCTUATION, family=Family.PUNCTUATION)
    for name in ("chosen", "named", "working", "spare"):
        install(tmp_path, name)
    in_use.change(tmp_path, lambda now: now.with_chosen(Purpose.RECOGNITION, "chosen"))
    return ScreenModels(tmp_path, configured=lambda: "named", loaded=lambda: {"working", ""})


def test_every_model_that_stays_says_why(models: ScreenModels) -> None:
    """Chosen, used unasked, the last resort, named by the file, at work; any other may go."""
    told = {model.name: model.stays for model in models.installed()}

    assert {*WHY, "spare"} == set(told)
    assert told["spare"] is None
    for name, why in WHY.items():
        assert why in str(told[name])
        assert told[name] is not None


def test_a_model_without_a_whole_manifest_can_be_deleted(
    models: ScreenModels, tmp_path: Path
) -> None:
    """It stands last, with its name and size; one that is chosen stays like any other."""
    for name in ("spare", "chosen"):
        (tmp_path / name / "manifest.json").write_text("{")
    *whole, chosen, spare = models.installed()
    size_bytes = sum(file.stat().st_size for file in (tmp_path / "spare").iterdir())

    assert [False] * 4 == [model.is_damaged for model in whole]
    assert (True, "chosen", ("recognition",)) == (chosen.is_damaged, chosen.title, chosen.uses)
    assert "is in use" in str(chosen.stays)
    assert (True, "spare", size_bytes, None) == (
        spare.is_damaged,
        spare.title,
        spare.size_bytes,
        spare.stays,
    )
    models.remove("spare")
    assert not (tmp_path / "spare").exists()


@pytest.mark.parametrize("name", WHY)
def test_what_stays_is_not_deleted(models: ScreenModels, tmp_path: Path, name: str) -> None:
    """It is refused with what to do, and nothing of it is gone."""
    before = sorted((tmp_path / name).iterdir())
    with pytest.raises(SettingError, match=WHY[name]) as refused:
        models.remove(name)

    assert refused.value.hint
    assert before == sorted((tmp_path / name).iterdir())


def test_any_other_is_deleted_once(models: ScreenModels, tmp_path: Path) -> None:
    """With all its files; those of others stay."""
    (spare,) = (model for model in models.installed() if model.name == "spare")
    models.remove("spare")

    assert sum(map(len, SENSE_VOICE.values())) == spare.size_bytes
    assert set(WHY) == {model.name for model in models.installed()}
    assert [] == [entry.name for entry in tmp_path.iterdir() if "spare" in entry.name]
    with pytest.raises(SettingError, match="no model spare in the box any more") as refused:
        models.remove("spare")
    assert "Open the settings again" in refused.value.hint


def test_a_model_chosen_meanwhile_stays_and_says_what_to_do_at_the_screen(
    models: ScreenModels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store's own words would name commands."""
    remove = ModelStore.remove

    def chosen_before(store: ModelStore, name: str) -> None:
        models.use(name, "recognition")
        remove(store, name)

    monkeypatch.setattr(ModelStore, "remove", chosen_before)
    with pytest.raises(SettingError, match="is in use") as refused:
        models.remove("spare")

    assert "Choose another one in its place, then delete it." == refused.value.hint
    assert (tmp_path / "spare").is_dir()
