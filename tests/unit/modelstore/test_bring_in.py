"""Importing models: good ones in every shape, bad ones refused with the next step."""

import pickle
from pathlib import Path

import pytest

from appliance.errors import UsageError
from appliance.modelstore.bring_in import bring_in
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family
from appliance.modelstore.store import ModelStore
from tests.fakes.models import (
    NANO,
    PARAFORMER,
    PUNCTUATION,
    SENSE_VOICE,
    STREAMING,
    WHISPER,
    install,
    lay,
    onnx,
    tar_of,
    zip_of,
)

CHECKPOINT = {
    "model.pt": pickle.dumps({"weight": 1.0}, protocol=2),
    "config.yaml": b"model: SenseVoiceSmall\nmodel_conf:\n  x: 1\n",
    "configuration.json": b"{}",
    "am.mvn": b"<Nnet>",
}


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """The store's folder."""
    return tmp_path / "models"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where models come from."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def nothing_left(models: Path) -> bool:
    """Tell whether a refused import left no trace."""
    return not models.exists() or not list(models.iterdir())


def test_a_model_with_its_manifest_comes_as_it_was(models: Path, stick: Path) -> None:
    """A folder of another box's store, with nothing but what the manifest lists."""
    folder = install(stick, "voice")
    (folder / "holiday.jpg").write_bytes(b"JFIF")
    model = bring_in(models, folder)

    assert ("voice", "Voice", Family.SENSE_VOICE) == (model.name, model.title, model.family)
    assert {*SENSE_VOICE, "manifest.json"} == {file.name for file in model.path.iterdir()}
    assert model == ModelStore(models).verified("voice")
    assert [models / "voice"] == list(models.iterdir())


def test_a_model_is_found_on_a_stick(models: Path, stick: Path) -> None:
    """Some folders deep, among other things."""
    install(stick / "backup" / "2026", "voice")
    lay(stick, {"holiday/a.jpg": b"x", "manifest.json": b'{"short_name": "a web page"}'})

    assert "voice" == bring_in(models, stick).name


def test_of_several_models_one_must_be_named(models: Path, stick: Path) -> None:
    """With the folders to choose from."""
    install(stick, "voice")
    install(stick, "para", PARAFORMER, family=Family.PARAFORMER)
    with pytest.raises(ModelError, match=r"There are 2 models in .*: para, voice") as caught:
        bring_in(models, stick)

    assert "each by its own folder" in caught.value.hint


@pytest.mark.parametrize(
    ("files", "name", "family"),
    [
        (SENSE_VOICE, "sense-voice-small", Family.SENSE_VOICE),
        (PARAFORMER, "paraformer-zh", Family.PARAFORMER),
        (STREAMING, "paraformer-streaming", Family.PARAFORMER_STREAMING),
        (NANO, "fun-asr-nano", Family.FUN_ASR_NANO),
        (PUNCTUATION, "punctuation-zh-en", Family.PUNCTUATION),
        (CHECKPOINT, "sense-voice-small-funasr", Family.SENSE_VOICE),
        (
            {"model.onnx": onnx("pyannote-segmentation-3.0")},
            "speaker-segmentation",
            Family.SPEAKER_SEGMENTATION,
        ),
    ],
)
def test_a_model_without_a_manifest_is_told_by_its_files(
    models: Path, stick: Path, files: dict[str, bytes], name: str, family: Family
) -> None:
    """As a hub has it, with tests and scripts beside, which stay where they are."""
    lay(stick / "from-hub", {**files, "test_wavs/zh.wav": b"RIFF", "export-onnx.py": b"import os"})
    model = bring_in(models, stick)

    assert (name, family) == (model.name, model.family)
    assert not list(model.path.rglob("*.py"))
    assert not list(model.path.rglob("*.wav"))
    assert model == ModelStore(models).verified(name)
    assert "imported" in model.title  # the weights are not those of the catalogue


@pytest.mark.parametrize("suffix", ["tar", "tar.gz", "tar.bz2", "tar.xz", "zip"])
def test_a_model_comes_in_an_archive(models: Path, stick: Path, suffix: str) -> None:
    """In all usual kinds."""
    files = {"release/" + name: content for name, content in SENSE_VOICE.items()}
    kind = suffix.partition(".")[2]
    packed = zip_of(files) if suffix == "zip" else tar_of(files, top="", kind=kind)
    (stick / f"voice.{suffix}").write_bytes(packed)

    model = bring_in(models, stick / f"voice.{suffix}", name="my-voice")

    assert "my-voice" == model.name
    assert [models / "my-voice"] == list(models.iterdir())


def test_the_former_model_of_that_name_gives_way(models: Path, stick: Path) -> None:
    """Only to a whole one."""
    install(models, "voice", {**SENSE_VOICE, "tokens.txt": b"old"})
    folder = install(stick, "voice")
    (folder / "tokens.txt").write_bytes(b"half")
    with pytest.raises(ModelError, match=r"not copied whole, or is damaged: tokens\.txt") as caught:
        bring_in(models, folder)
    assert "let the stick finish" in caught.value.hint
    assert b"old" == (models / "voice" / "tokens.txt").read_bytes()

    install(stick, "voice")
    bring_in(models, folder)
    assert SENSE_VOICE["tokens.txt"] == (models / "voice" / "tokens.txt").read_bytes()


def test_a_folder_that_lacks_files_says_which(models: Path, stick: Path) -> None:
    """Copied by half: the tokens came, the weights did not."""
    lay(stick, {"tokens.txt": b"<|zh|> 0", "encoder.int8.onnx": onnx()})
    with pytest.raises(ModelError, match=r"lacks decoder\.int8\.onnx or decoder\.onnx"):
        bring_in(models, stick)

    assert nothing_left(models)


def test_a_manifest_without_its_files_says_which(models: Path, stick: Path) -> None:
    """A stick that was pulled out too early."""
    folder = install(stick, "voice")
    (folder / "model.int8.onnx").unlink()
    with pytest.raises(ModelError, match=r"not copied whole, or is damaged: model\.int8\.onnx"):
        bring_in(models, folder)

    assert nothing_left(models)


def test_weights_that_are_no_model_are_refused_before_they_are_installed(
    models: Path, stick: Path
) -> None:
    """A manifest made of damaged files proves nothing about them."""
    lay(stick, {**SENSE_VOICE, "model.int8.onnx": b"\xff\x00 noise" * 1000})
    with pytest.raises(ModelError, match=r"model\.int8\.onnx of sense-voice-small is not whole"):
        bring_in(models, stick, name="sense-voice-small")

    assert nothing_left(models)


def test_every_part_of_a_model_must_be_whole(models: Path, stick: Path) -> None:
    """The decoder came by half; the encoder alone says what the model is."""
    lay(stick, {**STREAMING, "decoder.int8.onnx": STREAMING["decoder.int8.onnx"][:-5]})
    with pytest.raises(ModelError, match=r"decoder\.int8\.onnx of .* is not whole"):
        bring_in(models, stick)

    assert nothing_left(models)


@pytest.mark.parametrize("kept", [0, 3, 20, 30, 34])
def test_half_a_whisper_model_is_refused(models: Path, stick: Path, kept: int) -> None:
    """At any place it may have been cut off."""
    content = WHISPER["model.bin"]
    assert kept < len(content)
    lay(stick, {**WHISPER, "model.bin": content[:kept]})
    with pytest.raises(ModelError, match=r"model\.bin"):
        bring_in(models, stick, name="my-whisper")

    assert nothing_left(models)


def test_a_manifest_that_is_cut_off_is_no_reason_to_trust_the_files(
    models: Path, stick: Path
) -> None:
    """Its hashes are gone."""
    folder = install(stick, "voice")
    cut = (folder / "manifest.json").read_bytes()[:80]
    (folder / "manifest.json").write_bytes(cut)
    with pytest.raises(ModelError, match=r"manifest\.json cannot be used"):
        bring_in(models, folder)


def test_an_empty_place_says_what_to_name(models: Path, stick: Path) -> None:
    """A folder without a model, a file that is none, and nothing at all."""
    (stick / "notes.txt").write_text("x")
    with pytest.raises(ModelError, match="There is no model in") as caught:
        bring_in(models, stick)
    assert "Name the folder" in caught.value.hint

    with pytest.raises(UsageError, match="neither a folder nor an archive"):
        bring_in(models, stick / "notes.txt")
    with pytest.raises(UsageError, match=r"There is no .*/nowhere") as refused:
        bring_in(models, stick / "nowhere")
    assert "must be mounted" in refused.value.hint
    assert nothing_left(models)


def test_an_archive_without_files_holds_no_model(models: Path, stick: Path) -> None:
    """It is there: nobody is told to look for it."""
    (stick / "voice.tar").write_bytes(tar_of({}, kind=""))
    with pytest.raises(ModelError, match="There is no model in"):
        bring_in(models, stick / "voice.tar")

    assert nothing_left(models)


def test_another_architecture_than_the_name_says_is_refused(models: Path, stick: Path) -> None:
    """Told by what the files say themselves."""
    lay(stick, PARAFORMER)
    with pytest.raises(ModelError, match="no sense-voice model, which sense-voice-small is"):
        bring_in(models, stick, name="sense-voice-small")


def test_another_architecture_than_the_manifest_says_is_refused(models: Path, stick: Path) -> None:
    """The engine would fail much later."""
    folder = install(stick, "voice", PARAFORMER, family=Family.SENSE_VOICE)
    with pytest.raises(ModelError, match="they say that they are paraformer"):
        bring_in(models, folder)

    assert nothing_left(models)


def test_a_silent_model_must_be_named(models: Path, stick: Path) -> None:
    """A lone ONNX file without metadata can be three kinds; the name decides."""
    lay(stick, {"model.onnx": onnx()})
    with pytest.raises(ModelError, match="can be several kinds") as caught:
        bring_in(models, stick)
    assert "--as " in caught.value.hint

    assert Family.SPEAKER_EMBEDDING is bring_in(models, stick, name="speaker-embedding").family


@pytest.mark.parametrize("name", ["../evil", "A", "a/b", "-a", ".hidden", "a b", "in-use.json"])
def test_a_name_that_leads_elsewhere_is_refused(models: Path, stick: Path, name: str) -> None:
    """Before anything is read."""
    install(stick, "voice")
    with pytest.raises(UsageError, match="cannot be the name"):
        bring_in(models, stick, name=name)


def test_the_starters_name_is_the_starters(models: Path, stick: Path) -> None:
    """Else the next start would join the starter over it."""
    lay(stick, WHISPER)
    with pytest.raises(ModelError, match="is the name of the starter") as caught:
        bring_in(models, stick)
    assert "--as my-whisper" in caught.value.hint

    assert Family.WHISPER is bring_in(models, stick, name="my-whisper").family
