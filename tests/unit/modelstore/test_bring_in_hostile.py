"""Models of strangers that mean harm, or came to harm."""

import io
import os
import pickle
import tarfile
import zipfile
from pathlib import Path

import pytest

from appliance.modelstore.archive import Limits
from appliance.modelstore.bring_in import bring_in
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family
from tests.fakes.models import (
    SENSE_VOICE,
    install,
    lay,
    tar_of,
    zip_of,
)
from tests.unit.modelstore.test_bring_in import CHECKPOINT, nothing_left


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """The store's folder."""
    return tmp_path / "models"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where models come from."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


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
