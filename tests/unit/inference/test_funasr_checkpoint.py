"""A checkpoint is looked at before FunASR is: it would search the network for what is missing."""

import json
import pickle
from pathlib import Path

import pytest

from appliance.inference.engines.funasr_checkpoint import (
    RECOGNISE,
    Checkpoint,
    check_checkpoint,
)
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel


def checked(
    path: Path,
    family: Family = Family.SENSE_VOICE,
    families: tuple[Family, ...] = RECOGNISE,
) -> Checkpoint:
    """Check a folder as a model of a family, where one of some is wanted."""
    return check_checkpoint(
        InstalledModel(
            path=path,
            name="some",
            title="Some",
            engine="funasr",
            family=family,
            languages=("zh",),
            weights="model.pt",
            sha256="0" * 64,
            size_bytes=1,
            licence="MIT",
        ),
        families,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good one, as far as can be told without its library."""
    (tmp_path / "model.pt").write_bytes(pickle.dumps({}))
    (tmp_path / "config.yaml").write_text("model: SenseVoiceSmall\n")
    (tmp_path / "am.mvn").write_text("")
    name_files(tmp_path, {"init_param": "model.pt", "frontend_conf": {"cmvn_file": "am.mvn"}})
    return tmp_path


def name_files(folder: Path, files: object) -> None:
    """Write configuration.json."""
    (folder / "configuration.json").write_text(json.dumps({"file_path_metas": files}))


def test_a_whole_folder_passes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its path is absolute, however it was named."""
    monkeypatch.chdir(folder.parent)

    assert folder.resolve() == checked(Path(folder.name)).path


@pytest.mark.parametrize("name", ["model.pt", "config.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    """FunASR would take 7 to 22 s and then say that something is not registered."""
    (folder / name).unlink()

    with pytest.raises(ModelError, match=name) as caught:
        checked(folder)

    assert "tingxia models" in caught.value.hint


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """FunASR would take its name for one of the hub."""
    with pytest.raises(ModelError):
        checked(tmp_path / "iic" / "SenseVoiceSmall")


@pytest.mark.parametrize("named", ["no.mvn", "../am.mvn", "/etc/passwd"])
def test_every_named_file_must_be_its_own(folder: Path, named: str) -> None:
    """Without its normalisation a model hears garbage, without a word from FunASR."""
    (folder.parent / "am.mvn").write_text("")
    name_files(folder, {"frontend_conf": [{"cmvn_file": named}]})

    with pytest.raises(ModelError, match="no file of its own"):
        checked(folder)


@pytest.mark.parametrize("content", ["", "- a", "a: [", "model: !!python/name:os.system", "\x00"])
def test_settings_that_are_none_are_refused(folder: Path, content: str) -> None:
    """Nothing in them is carried out."""
    (folder / "config.yaml").write_text(content)

    with pytest.raises(ModelError):
        checked(folder)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"file_path_metas": 3'])
def test_a_broken_list_of_files_is_refused(folder: Path, content: str) -> None:
    """Or has no files in it."""
    (folder / "configuration.json").write_text(content)

    with pytest.raises(ModelError):
        checked(folder)


def test_a_hostile_pickle_is_found_wherever_it_lies(folder: Path) -> None:
    """Not only model.pt is loaded by what a configuration may name."""
    (folder / "parts").mkdir()
    oldest, usual = b"cos\nsystem\n(S'true'\ntR.", b"\x80\x02cos\nsystem\n(X\x01\x00\x00\x00atR."
    for name, hostile in (("ctc.pt", oldest), ("ctc.bin", usual)):
        (folder / "parts" / name).write_bytes(hostile)
        with pytest.raises(ModelError, match=r"call os\.system"):
            checked(folder)
        (folder / "parts" / name).unlink()


def test_a_wrong_architecture_is_refused(folder: Path) -> None:
    """With the one it has."""
    with pytest.raises(ModelError, match="SenseVoiceSmall"):
        checked(folder, Family.FUN_ASR_NANO)
    with pytest.raises(ModelError):
        checked(folder, Family.WHISPER)


def test_nano_needs_its_language_model_beside_it(folder: Path) -> None:
    """Neither its name nor a hub is asked."""
    config = folder / "config.yaml"
    config.write_text("model: FunASRNano\nllm_conf: {init_param_path: Qwen3-0.6B}\n")
    with pytest.raises(ModelError, match="Qwen3"):
        checked(folder, Family.FUN_ASR_NANO)

    (folder / "Qwen3-0.6B").mkdir()
    (folder / "Qwen3-0.6B" / "config.json").write_text("{}")
    assert folder.resolve() / "Qwen3-0.6B" == checked(folder, Family.FUN_ASR_NANO).language_model

    config.write_text(config.read_text() + "audio_encoder_conf: {hub: ms}\n")
    with pytest.raises(ModelError, match="hub"):
        checked(folder, Family.FUN_ASR_NANO)

    config.write_text("model: FunASRNano\nllm_conf: Qwen3-0.6B\n")
    with pytest.raises(ModelError, match=r"the llm_conf of its config\.yaml holds no settings"):
        checked(folder, Family.FUN_ASR_NANO)


def test_a_model_for_something_else_is_refused(folder: Path) -> None:
    """A punctuator does not recognise, and what recognises does not punctuate."""
    with pytest.raises(ModelError, match="its architecture is SenseVoiceSmall"):
        checked(folder, Family.SENSE_VOICE, (Family.PUNCTUATION,))
    (folder / "config.yaml").write_text("model: CTTransformer\n")
    with pytest.raises(ModelError, match="its architecture is CTTransformer"):
        checked(folder, Family.PUNCTUATION)

    assert (
        "CTTransformer" == checked(folder, Family.PUNCTUATION, (Family.PUNCTUATION,)).architecture
    )
