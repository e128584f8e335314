"""Which files a model of each kind consists of, and what kind a folder of files is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Final

from appliance.modelstore.installed import Family
from appliance.modelstore.onnx_metadata import read_onnx_metadata

_HARMLESS: Final = ("LICENSE*", "NOTICE*", "*.md")

_CONFIG_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The files of one kind of model. A choice of names is written ``a|b``, the first is better."""

    engine: str
    family: Family
    required: tuple[str, ...]
    """The first one is the weights."""

    optional: tuple[str, ...] = ()
    """Patterns. Whatever else lies in a folder is left where it is."""

    def weights(self, names: Iterable[str]) -> str:
        """Return the name of the weights among the files of a folder; empty if they lack."""
        return _first(self.required[0], set(names))

    def missing(self, names: Iterable[str]) -> list[str]:
        """Return what a folder with these files lacks."""
        present = set(names)
        return [choice for choice in self.required if not _first(choice, present)]

    def wanted(self, names: Iterable[str]) -> list[str]:
        """Return those files of a folder that belong to the model."""
        present = set(names)
        chosen = {_first(choice, present) for choice in self.required} - {""}
        patterns = (*self.optional, *_HARMLESS)
        return sorted(
            name
            for name in present
            if name in chosen or any(fnmatchcase(name, pattern) for pattern in patterns)
        )

    def foreign(self, names: Iterable[str]) -> list[str]:
        """Return files that no model of this kind has, program code for instance."""
        known = {name for choice in self.required for name in choice.split("|")}
        patterns = (*self.optional, *_HARMLESS)
        return sorted(
            name
            for name in names
            if name not in known and not any(fnmatchcase(name, pattern) for pattern in patterns)
        )


def _first(choice: str, present: set[str]) -> str:
    return next((name for name in choice.split("|") if name in present), "")


_ONNX: Final = "model.int8.onnx|model.onnx"
_CHECKPOINT: Final = ("config.yaml", "configuration.json", "am.mvn", "tokens.json", "tokens.txt")

_SHERPA: Final = (
    Layout(
        engine="sherpa",
        family=Family.FUN_ASR_NANO,
        required=(
            "llm.int8.onnx|llm.fp16.onnx|llm.onnx",
            "encoder_adaptor.int8.onnx|encoder_adaptor.onnx",
            "embedding.int8.onnx|embedding.onnx",
            "Qwen3-0.6B/tokenizer.json",
            "Qwen3-0.6B/vocab.json",
            "Qwen3-0.6B/merges.txt",
        ),
        optional=("*.onnx.data", "*.weights", "Qwen3-0.6B/*.json"),
    ),
    Layout(
        engine="sherpa",
        family=Family.PARAFORMER_STREAMING,
        required=(
            "encoder.int8.onnx|encoder.onnx",
            "decoder.int8.onnx|decoder.onnx",
            "tokens.txt",
        ),
    ),
    Layout(engine="sherpa", family=Family.SENSE_VOICE, required=(_ONNX, "tokens.txt")),
    Layout(engine="sherpa", family=Family.PARAFORMER, required=(_ONNX, "tokens.txt")),
    Layout(
        engine="sherpa",
        family=Family.PUNCTUATION,
        required=(_ONNX,),
        optional=("tokens.json", "config.yaml"),
    ),
    Layout(
        engine="sherpa",
        family=Family.SPEAKER_SEGMENTATION,
        required=("model.onnx|model.int8.onnx",),
    ),
    Layout(
        engine="sherpa",
        family=Family.SPEAKER_EMBEDDING,
        required=("model.onnx|model.int8.onnx",),
    ),
)

_FUNASR: Final = tuple(
    Layout(
        engine="funasr",
        family=family,
        required=("model.pt", "config.yaml"),
        optional=(*_CHECKPOINT, "seg_dict", "jieba_usr_dict", "*.bpe.model", "*.tiktoken", *more),
    )
    for family, more in (
        (Family.SENSE_VOICE, ()),
        (Family.PARAFORMER, ()),
        (Family.PARAFORMER_STREAMING, ()),
        (Family.FUN_ASR_NANO, ("Qwen3-0.6B/*.json", "Qwen3-0.6B/merges.txt")),
        (Family.VOICE_DETECTION, ()),
        (Family.PUNCTUATION, ()),
    )
)

_WHISPER: Final = Layout(
    engine="whisper",
    family=Family.WHISPER,
    required=("model.bin", "config.json", "tokenizer.json", "vocabulary.json|vocabulary.txt"),
    optional=("preprocessor_config.json",),
)

LAYOUTS: Final = (*_SHERPA, *_FUNASR, _WHISPER)

_FAMILY_OF_ONNX: Final[Mapping[str, Family]] = MappingProxyType(
    {
        "sense_voice_ctc": Family.SENSE_VOICE,
        "paraformer": Family.PARAFORMER,
        "ct_transformer": Family.PUNCTUATION,
        "pyannote-segmentation-3.0": Family.SPEAKER_SEGMENTATION,
        "3d-speaker": Family.SPEAKER_EMBEDDING,
    }
)
"""By ``model_type`` in the metadata, or ``framework`` where an embedding has no type."""

FAMILY_OF_CHECKPOINT: Final[Mapping[str, Family]] = MappingProxyType(
    {
        "SenseVoiceSmall": Family.SENSE_VOICE,
        "Paraformer": Family.PARAFORMER,
        "BiCifParaformer": Family.PARAFORMER,
        "ContextualParaformer": Family.PARAFORMER,
        "SeacoParaformer": Family.PARAFORMER,
        "ParaformerStreaming": Family.PARAFORMER_STREAMING,
        "FunASRNano": Family.FUN_ASR_NANO,
        "FsmnVADStreaming": Family.VOICE_DETECTION,
        "CTTransformer": Family.PUNCTUATION,
        "CAMPPlus": Family.SPEAKER_EMBEDDING,
    }
)
"""By ``model:`` in config.yaml; also of what is not used, which else would pass for another."""


def layout_of(engine: str, family: Family) -> Layout | None:
    """Return the layout; None if the engine has no models of that family."""
    return next((one for one in LAYOUTS if (one.engine, one.family) == (engine, family)), None)


def recognise(folder: Path, names: Iterable[str]) -> list[Layout]:
    """Return what a folder with these files can be: nothing, one kind, or several."""
    complete = [layout for layout in LAYOUTS if not layout.missing(names)]
    if not complete:
        return []
    complete = [layout for layout in complete if layout.engine == complete[0].engine]
    said = family_said(folder / complete[0].weights(names))
    complete = [layout for layout in complete if agrees(layout.family, said)]
    most = max((len(layout.required) for layout in complete), default=0)
    return [layout for layout in complete if len(layout.required) == most]


def agrees(family: Family, said: Family | None) -> bool:
    """Tell whether files can be of a family by what they say themselves."""
    if family is Family.PARAFORMER_STREAMING:
        return said in {None, Family.PARAFORMER, Family.PARAFORMER_STREAMING}
    return said in {None, family}


def family_said(weights: Path) -> Family | None:
    """Return the family that the files themselves name; None if they say nothing."""
    if weights.suffix == ".onnx":
        try:
            metadata = read_onnx_metadata(weights)
        except (ValueError, OSError):
            return None
        for key in ("model_type", "framework"):
            if metadata.get(key, "") in _FAMILY_OF_ONNX:
                return _FAMILY_OF_ONNX[metadata[key]]
        return None
    try:
        with (weights.parent / "config.yaml").open("rb") as opened:
            config = opened.read(_CONFIG_BYTES).decode(errors="replace")
    except OSError:
        return None
    found = re.search(r"^model:\s*['\"]?(\w+)", config, re.MULTILINE)
    return FAMILY_OF_CHECKPOINT.get(found[1]) if found else None
