"""Importing models: good ones in every shape, bad ones refused with the next step."""

import io
import os
import pickle
import tarfile
import zipfile
from pathlib import Path

import pytest

from appliance.errors import UsageError
from appliance.modelstore.archive import Limits
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


class Payload:
    """Touches a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        """Return what the unpickler shall call."""
        return Path.touch, (self._mark,)


@pytest.mark.parametrize("protocol", [0, 2, 5])
def test_a_pickle_with_a_payload_is_refused_unread(
    models: Path, stick: Path, tmp_path: Path, protocol: int
) -> None:
    """With and without a manifest."""
    payload = pickle.dumps(Payload(tmp_path / "it-ran"), protocol=protocol)
    hostile = {**CHECKPOINT, "model.pt": payload}
    for folder in (
        lay(stick / "plain", hostile),
        install(stick, "checkpoint", hostile, engine="funasr"),
    ):
        with pytest.raises(ModelError, match="holds the instruction to call"):
            bring_in(models, folder)

    assert nothing_left(models)
    assert not (tmp_path / "it-ran").exists()


def test_a_checkpoint_that_nothing_uses_is_refused(models: Path, stick: Path) -> None:
    """FunASR's speaker model among them: speakers are told apart with ONNX models."""
    speaker = {**CHECKPOINT, "config.yaml": b"model: CAMPPlus\n"}
    with pytest.raises(ModelError):
        bring_in(models, lay(stick / "speaker", speaker))
    with pytest.raises(ModelError, match="has no models of the kind speaker-embedding"):
        bring_in(
            models,
            install(stick, "voices", speaker, family=Family.SPEAKER_EMBEDDING, engine="funasr"),
        )

    assert nothing_left(models)


def test_program_code_in_a_manifest_is_refused(models: Path, stick: Path) -> None:
    """A checkpoint may bring a model.py that some loaders run."""
    code = {**CHECKPOINT, "model.py": b"import os"}
    with pytest.raises(ModelError, match=r"no model of its kind needs: model\.py"):
        bring_in(models, install(stick, "checkpoint", code, engine="funasr"))


def test_links_inside_are_followed_and_links_out_are_refused(models: Path, stick: Path) -> None:
    """As the cache of a hub has them; with the command that copies what they lead to."""
    folder = lay(stick / "voice", {"tokens.txt": SENSE_VOICE["tokens.txt"]})
    lay(folder, {"blobs/abc": SENSE_VOICE["model.int8.onnx"]})
    (folder / "model.int8.onnx").symlink_to("blobs/abc")
    assert "sense-voice-small" == bring_in(models, folder).name
    assert not (models / "sense-voice-small" / "model.int8.onnx").is_symlink()

    lay(stick / "elsewhere", {"abc": SENSE_VOICE["model.int8.onnx"]})
    (folder / "model.int8.onnx").unlink()
    (folder / "model.int8.onnx").symlink_to("../elsewhere/abc")
    with pytest.raises(ModelError, match="link out of the folder") as caught:
        bring_in(models, folder)
    assert "cp -rL" in caught.value.hint


def test_a_special_file_is_refused_and_not_waited_for(models: Path, stick: Path) -> None:
    """A pipe would block for ever."""
    lay(stick, {"tokens.txt": b"x"})
    os.mkfifo(stick / "model.int8.onnx")
    with pytest.raises(ModelError):
        bring_in(models, stick)
    assert nothing_left(models)


def test_more_than_any_model_is_refused(models: Path, stick: Path) -> None:
    """By its size, before it is copied."""
    install(stick, "voice")
    with pytest.raises(ModelError, match="larger than any model"):
        bring_in(models, stick, limits=Limits(total_bytes=10))
    (stick / "voice.tar").write_bytes(tar_of(SENSE_VOICE, kind=""))
    with pytest.raises(ModelError, match="more than any model"):
        bring_in(models, stick / "voice.tar", limits=Limits(total_bytes=10))
    with pytest.raises(ModelError, match="more than any model"):
        bring_in(models, stick / "voice.tar", limits=Limits(members=1))
    assert nothing_left(models)


def member(name: str, kind: bytes, target: str = "") -> bytes:
    """Return a tar with one odd member."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        tar.addfile(info)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        member("voice/model.onnx", tarfile.SYMTYPE, "/etc/passwd"),
        member("voice/model.onnx", tarfile.LNKTYPE, "../../x"),
        member("voice/model.onnx", tarfile.CHRTYPE),
        member("voice/model.onnx", tarfile.FIFOTYPE),
        member("../model.onnx", tarfile.REGTYPE),
        member("/etc/model.onnx", tarfile.REGTYPE),
        member("voice/../../model.onnx", tarfile.REGTYPE),
        member("C:\\model.onnx", tarfile.REGTYPE),
    ],
)
def test_a_hostile_archive_is_refused_whole(models: Path, stick: Path, content: bytes) -> None:
    """Links, devices, and ways out."""
    (stick / "voice.tar").write_bytes(content)
    with pytest.raises(ModelError, match="is refused because of") as caught:
        bring_in(models, stick / "voice.tar")

    assert "Nothing of it was kept" in caught.value.hint
    assert nothing_left(models)


def test_a_hostile_zip_is_refused_whole(models: Path, stick: Path) -> None:
    """A way out, and a link in the manner of Unix."""
    (stick / "a.zip").write_bytes(zip_of({"../model.onnx": b"x"}))
    with pytest.raises(ModelError, match="leads out of the folder"):
        bring_in(models, stick / "a.zip")

    link = zipfile.ZipInfo("voice/model.onnx")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(stick / "b.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ModelError, match="it is a link"):
        bring_in(models, stick / "b.zip")
    assert nothing_left(models)


@pytest.mark.parametrize("suffix", ["tar.bz2", "tar.gz", "tar.xz", "zip"])
@pytest.mark.parametrize("how", ["cut", "flipped", "empty", "nonsense"])
def test_a_damaged_archive_is_told(models: Path, stick: Path, suffix: str, how: str) -> None:
    """Never an exception of a library, and nothing is left behind."""
    files = {**SENSE_VOICE, "model.int8.onnx": os.urandom(20_000)}
    kind = suffix.partition(".")[2]
    packed = bytearray(zip_of(files) if suffix == "zip" else tar_of(files, kind=kind))
    if how == "cut":
        del packed[len(packed) // 2 :]
    elif how == "flipped":
        middle = len(packed) // 2
        packed[middle : middle + 8] = bytes(byte ^ 0xFF for byte in packed[middle : middle + 8])
    else:
        packed = bytearray(b"" if how == "empty" else b"nonsense" * 100)
    (stick / f"voice.{suffix}").write_bytes(packed)
    with pytest.raises(ModelError, match=r"damaged or incomplete|no model in"):
        bring_in(models, stick / f"voice.{suffix}", name="voice")

    assert nothing_left(models)
