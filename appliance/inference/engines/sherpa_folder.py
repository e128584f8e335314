"""Model folders of the engine sherpa: which files a family has, and whether they fit it.

Each check stands for a way in which sherpa-onnx would end the process, read beyond its buffers
or give garbage without a word.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Never

from appliance.inference.engines.sherpa_onnx_file import OnnxFile, read_onnx
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel

MEL_BINS: Final = 80
TOKENIZER: Final = "Qwen3-0.6B"

_LARGEST_TOKENS_BYTES: Final = 16 * 1024 * 1024

_TOKEN_LINE: Final = re.compile(r"(?P<symbol>[^ \t\r\v\f]+)[ \t](?P<number>[0-9]{1,9})\r?")

_FRAMES: Final = ("lfr_window_size", "lfr_window_shift")
_SENSE_VOICE_LANGUAGES: Final = tuple(
    f"lang_{language}" for language in ("auto", "zh", "en", "ja", "ko", "yue")
)
_NUMBERS: Final = {
    Family.SENSE_VOICE: (
        *_FRAMES,
        *_SENSE_VOICE_LANGUAGES,
        "vocab_size",
        "normalize_samples",
        "with_itn",
        "without_itn",
    ),
    Family.PARAFORMER: (*_FRAMES, "vocab_size"),
    Family.PARAFORMER_STREAMING: (
        *_FRAMES,
        "vocab_size",
        "encoder_output_size",
        "decoder_num_blocks",
        "decoder_kernel_size",
    ),
    Family.FUN_ASR_NANO: (*_FRAMES, "llm_dim"),
    Family.PUNCTUATION: ("vocab_size",),
}
_INPUTS: Final = {
    Family.SENSE_VOICE: 4,
    Family.PARAFORMER: 2,
    Family.PARAFORMER_STREAMING: 2,
    Family.FUN_ASR_NANO: 1,
    Family.PUNCTUATION: 2,
}
_FEWEST_OUTPUTS: Final = {Family.PARAFORMER: 2, Family.PARAFORMER_STREAMING: 3}
_MARKS: Final = ("。", "，", "？", "、", "_")


class SherpaFolder:
    """A checked folder; raises ModelError with what is wrong and the command that helps."""

    def __init__(self, model: InstalledModel) -> None:
        self._model = model
        match model.family:
            case Family.SENSE_VOICE | Family.PARAFORMER | Family.PUNCTUATION:
                self.main = self.weights("model")
            case Family.PARAFORMER_STREAMING:
                self.main = self.weights("encoder")
            case Family.FUN_ASR_NANO:
                self.main = self.weights("encoder_adaptor")
            case _:
                self._refuse(f"the engine sherpa knows no family {model.family}")
        self.file = read_onnx(self.main)
        self._check_main()
        match model.family:
            case Family.PUNCTUATION:
                self._check_punctuation()
            case Family.FUN_ASR_NANO:
                self._check_language_model()
            case _:
                self._check_tokens()
        if model.family is Family.PARAFORMER_STREAMING:
            self._check_decoder()

    @property
    def tokens(self) -> Path:
        """The table of tokens."""
        return self._model.path / "tokens.txt"

    @property
    def tokenizer(self) -> Path:
        """The folder of the language model's tokenizer."""
        return self._model.path / TOKENIZER

    @property
    def precision(self) -> str:
        """As the file is named: int8, fp16 or fp32."""
        parts = self.main.name.split(".")
        return next((part for part in parts if part in ("int8", "fp16")), "fp32")

    def weights(self, stem: str) -> Path:
        """Return the smallest of the model's files of that name."""
        names = [f"{stem}.int8.onnx", f"{stem}.fp16.onnx", f"{stem}.onnx"]
        found = [self._model.path / name for name in names if self._model.has(name)]
        if not found:
            self._refuse(f"it has no file {names[0]} or {names[-1]}")
        return found[0]

    def _check_main(self) -> None:
        family, file = self._model.family, self.file
        self._check_external(file)
        for key in _NUMBERS[family]:
            self._number(file, key)
        if len(file.inputs) != _INPUTS[family] or len(file.outputs) < _FEWEST_OUTPUTS.get(
            family, 1
        ):
            self._refuse("the model's inputs and outputs are those of another architecture")
        if "Nano" in file.metadata.get("comment", ""):
            self._refuse("it is the CTC part of a Fun-ASR-Nano model")
        if family in (Family.SENSE_VOICE, Family.PARAFORMER, Family.PARAFORMER_STREAMING):
            features = MEL_BINS * self._number(file, "lfr_window_size")
            for key in ("neg_mean", "inv_stddev"):
                self._check_floats(key, features)
            self._check_last_length(next(iter(file.inputs.values())), features)
        if family in (Family.SENSE_VOICE, Family.PARAFORMER):
            vocabulary = self._number(file, "vocab_size")
            self._check_last_length(next(iter(file.outputs.values())), vocabulary)

    def _check_tokens(self) -> None:
        try:
            if self.tokens.stat().st_size > _LARGEST_TOKENS_BYTES:
                self._refuse("its tokens.txt is absurdly large")
            # Not splitlines: tokens may be line separators of Unicode.
            lines = self.tokens.read_text(encoding="utf-8").rstrip("\n").split("\n")
        except FileNotFoundError:
            self._refuse("it has no file tokens.txt")
        except UnicodeDecodeError:
            self._refuse("its tokens.txt is not UTF-8 text")
        symbols = []
        for number, line in enumerate(lines):
            match = _TOKEN_LINE.fullmatch(line)
            if match is None or int(match["number"]) != number:
                self._refuse(f"line {number + 1} of its tokens.txt is no token with its number")
            symbols.append(match["symbol"])
        vocabulary = self._number(self.file, "vocab_size")
        if len(symbols) != vocabulary:
            self._refuse(f"its tokens.txt has {len(symbols)} tokens, the model has {vocabulary}")
        if self._model.family is Family.PARAFORMER and "</s>" not in symbols:
            self._refuse("its tokens.txt has no </s>")

    def _check_decoder(self) -> None:
        decoder = read_onnx(self.weights("decoder"))
        self._check_external(decoder)
        states = self._number(self.file, "decoder_num_blocks")
        if len(decoder.inputs) != 4 + states or len(decoder.outputs) != 2 + states:
            self._refuse("its decoder does not belong to its encoder")

    def _check_punctuation(self) -> None:
        metadata = self.file.metadata
        tokens = metadata.get("tokens", "").split("|")
        if len(tokens) != self._number(self.file, "vocab_size"):
            self._refuse("its tokens do not match its vocab_size")
        if metadata.get("unk_symbol", "") not in tokens:
            self._refuse("its unk_symbol is none of its tokens")
        marks = metadata.get("punctuations", "").split("|")
        if not set(_MARKS) <= set(marks):
            self._refuse("its metadata lacks punctuations")
        self._check_last_length(next(iter(self.file.outputs.values())), len(marks))

    def _check_language_model(self) -> None:
        for name in ("vocab.json", "merges.txt", "tokenizer.json"):
            if not (self.tokenizer / name).is_file():
                self._refuse(f"it has no file {TOKENIZER}/{name}")
        language_model = read_onnx(self.weights("llm"))
        self._number(language_model, "vocab_size")
        self._check_external(language_model)
        embedding = read_onnx(self.weights("embedding"))
        self._check_external(embedding)
        if len(embedding.inputs) != 1 or len(language_model.inputs) < 2:
            self._refuse("its llm and embedding are those of another architecture")

    def _number(self, file: OnnxFile, key: str) -> int:
        text = file.metadata.get(key, "")
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            self._refuse(f"its metadata lacks {key}")
        return int(text)

    def _check_floats(self, key: str, length: int) -> None:
        try:
            found = [float(part) for part in self.file.metadata.get(key, "").split(",")]
        except ValueError:
            self._refuse(f"its metadata lacks {key}")
        if len(found) != length or not all(abs(value) < 1e9 for value in found):
            self._refuse(f"its metadata has a wrong {key}")

    def _check_last_length(self, shape: Sequence[int | None], expected: int) -> None:
        if shape and shape[-1] not in (None, expected):
            self._refuse(f"a length of the model is {shape[-1]} where its metadata say {expected}")

    def _check_external(self, file: OnnxFile) -> None:
        for name in file.external_files:
            if Path(name).name != name or not self._model.has(name):
                self._refuse(f"it wants weights from the file {name}, which is no file of its own")

    def _refuse(self, reason: str) -> Never:
        raise ModelError(
            "The model {name} cannot be used as {family}: {reason}.",
            hint="Bring another one in: as a signed bundle on the Stick page, or with "
            "`tingxia models import` or `tingxia models fetch`; or make it anew with "
            "`tingxia models quantise`.",
            name=self._model.name,
            family=self._model.family.value,
            reason=reason,
        )
