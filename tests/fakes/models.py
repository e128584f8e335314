"""Small models with real layouts: ONNX files that say what they are, checkpoints, archives."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from appliance.modelstore import manifest
from appliance.modelstore.installed import Family
from appliance.modelstore.manifest import Manifest


def onnx(model_type: str = "", *, padding_bytes: int = 300) -> bytes:
    """Return a file with the outermost fields of an ONNX model, and metadata."""
    content = b"\x08\x07" + _field(2, b"tests") + _field(7, b"\x00" * padding_bytes)
    content += _field(8, b"\x10\x0d")
    if model_type:
        content += _field(14, _field(1, b"version") + _field(2, b"1"))
        content += _field(14, _field(1, b"model_type") + _field(2, model_type.encode()))
    return content


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])


SENSE_VOICE: Mapping[str, bytes] = {
    "model.int8.onnx": onnx("sense_voice_ctc"),
    "tokens.txt": b"<unk> 0\n<|zh|> 1\n",
}
PARAFORMER: Mapping[str, bytes] = {
    "model.int8.onnx": onnx("paraformer"),
    "tokens.txt": b"<blank> 0\n",
}
STREAMING: Mapping[str, bytes] = {
    "encoder.int8.onnx": onnx("paraformer"),
    "decoder.int8.onnx": onnx(),
    "tokens.txt": b"<blank> 0\n",
}
NANO: Mapping[str, bytes] = {
    "llm.int8.onnx": onnx("qwen3"),
    "encoder_adaptor.int8.onnx": onnx(),
    "embedding.int8.onnx": onnx(),
    "Qwen3-0.6B/tokenizer.json": b"{}",
    "Qwen3-0.6B/vocab.json": b"{}",
    "Qwen3-0.6B/merges.txt": b"",
}
WHISPER: Mapping[str, bytes] = {
    # Version, "W" and its revision, one variable "v" of four bytes, no further names.
    "model.bin": b"\6\0\0\0\1\0W\3\0\0\0\1\0\0\0\1\0v\1\4\0\0\0\1\4\0\0\0okay\0\0\0\0",
    "config.json": b"{}",
    "tokenizer.json": b"{}",
    "vocabulary.json": b"[]",
}
PUNCTUATION: Mapping[str, bytes] = {"model.int8.onnx": onnx("ct_transformer")}


def lay(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def install(
    models: Path,
    name: str,
    files: Mapping[str, bytes] = SENSE_VOICE,
    *,
    family: Family = Family.SENSE_VOICE,
    engine: str = "sherpa",
) -> Path:
    """Lay a model with its manifest into the store."""
    folder = lay(models / name, files)
    described = Manifest(
        name=name,
        title=name.title(),
        engine=engine,
        family=family,
        licence="MIT",
        languages=("zh",),
        weights=next(iter(files)),
        files={file: manifest.sha256_of(folder / file) for file in files},
    )
    manifest.write(folder, described)
    return folder


def tar_of(files: Mapping[str, bytes], *, top: str = "release", kind: str = "bz2") -> bytes:
    """Return an archive as releases have it: everything in one folder."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=f"w:{kind}") as tar:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(f"{top}/{name}" if top else name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()
