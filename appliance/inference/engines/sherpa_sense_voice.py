"""SenseVoice on sherpa-onnx with a language for each request, from one set of weights.

The library takes the language when a model is loaded. It can be changed afterwards, but together
with all other settings, and then streams are made that compute other features than the model was
trained on (the window cannot be set from Python). So streams are made by a second recogniser
that is never changed and has no weights, only the same metadata; they are decoded by the first.
"""

import tempfile
from pathlib import Path
from typing import Any

import sherpa_onnx

from appliance.inference.engines.sherpa_folder import SherpaFolder


class SenseVoice:
    """One set of weights; RuntimeError where the library cannot load it."""

    def __init__(self, folder: SherpaFolder, *, threads: int, provider: str) -> None:
        self._decoder = _load(folder.main, folder.tokens, threads=threads, provider=provider)
        self._config = self._decoder.config
        with tempfile.TemporaryDirectory(prefix="tingxia-") as directory:
            model = Path(directory) / "model.onnx"
            model.write_bytes(_model_without_weights(folder.file.metadata))
            tokens = Path(directory) / "tokens.txt"
            tokens.write_text("<unk> 0\n", encoding="utf-8")
            self._features = _load(model, tokens, threads=1, provider="cpu")

    def new_stream(self) -> Any:
        """Begin an utterance."""
        return self._features.create_stream()

    def decode(self, stream: Any, language: str) -> None:
        """Decode a stream of ours in a language, which may be ``auto``."""
        settings = self._config.model_config.sense_voice
        if settings.language != language:
            settings.language = language
            self._decoder.recognizer.set_config(self._config)
        self._decoder.decode_stream(stream)


def _load(model: Path, tokens: Path, *, threads: int, provider: str) -> Any:
    return sherpa_onnx.OfflineRecognizer.from_sense_voice(
        model=str(model),
        tokens=str(tokens),
        language="auto",
        use_itn=True,
        num_threads=threads,
        provider=provider,
    )


def _model_without_weights(metadata: dict[str, str]) -> bytes:
    """Write an ONNX file that returns what it is given; see ``onnx.proto3`` for the numbers."""
    value = _bytes(2, _bytes(1, _number(1, 1)))  # of the type tensor of 32-bit floats
    node = _text(1, "x") + _text(2, "y") + _text(4, "Identity")
    graph = (
        _bytes(1, node)
        + _text(2, "features")
        + _bytes(11, _text(1, "x") + value)
        + _bytes(12, _text(1, "y") + value)
    )
    entries = (_text(1, key) + _text(2, entry) for key, entry in metadata.items())
    return (
        _number(1, 8)  # the version of the format
        + _bytes(8, _number(2, 17))  # of its operators
        + _bytes(7, graph)
        + b"".join(_bytes(14, entry) for entry in entries)
    )


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])
