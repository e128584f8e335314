"""Models without training that understand tones: each token is a frequency.

They have the outside of the real ones (inputs, outputs, metadata), so sherpa-onnx runs them as
SenseVoice, Paraformer, streaming Paraformer and CT-Transformer, and what they must say is known.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.modelstore.installed import Family, InstalledModel
from tests.fakes.onnx_writer import FLOAT, INT32, INT64, Node, Value, onnx_model

Array = NDArray[np.float32]

MEL_BINS: Final = 80
STACKED: Final = 7
FEATURES: Final = MEL_BINS * STACKED

_LOUD: Final = 16.0
"""Logarithm of a bin's energy; a silent one has -16, a tone of ours above 20."""

_NEVER: Final = -1000.0
_SURE: Final = 1000.0

TAGS: Final = [
    *("<|zh|>", "<|en|>", "<|yue|>", "<|ja|>", "<|ko|>", "<|nospeech|>"),
    *("<|NEUTRAL|>", "<|Speech|>", "<|withitn|>", "<|woitn|>"),
]
SENSE_VOICE_TOKENS: Final = [
    *("<unk>", "<s>", "</s>", *TAGS),
    *("你", "好", "▁hel", "lo", "，", "<|Laughter|>", "5", "五"),
]
PARAFORMER_TOKENS: Final = ["<blank>", "<s>", "</s>", "你", "好", "hel@@", "lo", "<unk>"]
BIN_OF: Final = {
    "你": 20,
    "好": 30,
    "▁hel": 40,
    "hel@@": 40,
    "lo": 50,
    "，": 60,
    "<|Laughter|>": 70,
    "5": 10,
    "五": 10,
    "<unk>": 70,
}
LANGUAGE_IDS: Final = {"auto": 0, "zh": 3, "en": 4, "yue": 7, "ja": 11, "ko": 12}


def tone(token: str, seconds: float = 0.3) -> Array:
    """What a model hears as that token."""
    low, high = (1127 * np.log(1 + hertz / 700) for hertz in (20, SAMPLE_RATE_HZ / 2))
    mel = low + (BIN_OF[token] + 1) * (high - low) / (MEL_BINS + 1)
    hertz = 700 * (np.exp(mel / 1127) - 1)
    times = np.arange(to_samples(seconds)) / SAMPLE_RATE_HZ
    return np.asarray(0.3 * np.sin(2 * np.pi * hertz * times), np.float32)


def pause(seconds: float = 0.3) -> Array:
    """Silence."""
    return np.zeros(to_samples(seconds), np.float32)


def say(*tokens: str, pause_s: float = 0.3) -> Array:
    """Tones with pauses before and after them."""
    parts = [part for token in tokens for part in (tone(token), pause(pause_s))]
    return np.concatenate([pause(pause_s), *parts])


def write_sense_voice(
    folder: Path,
    *,
    metadata: Mapping[str, object] | None = None,
    auto: str = "<|yue|>",
    only_frames: int = 0,
) -> InstalledModel:
    """SenseVoice; ``auto`` is the language it finds by itself.

    With ``only_frames`` it fails on audio of any other length, as one does without memory.
    """
    vocabulary = SENSE_VOICE_TOKENS
    size = len(vocabulary)
    languages = np.zeros((16, size), np.float32)
    for language, number in LANGUAGE_IDS.items():
        tag = auto if language == "auto" else f"<|{language}|>"
        languages[number, vocabulary.index(tag)] = _SURE
    styles = np.zeros((16, size), np.float32)
    numerals = np.zeros((16, size), np.float32)
    for number, tag, silent in ((14, "<|withitn|>", "五"), (15, "<|woitn|>", "5")):
        styles[number, vocabulary.index(tag)] = _SURE
        numerals[number, vocabulary.index(silent)] = _NEVER
    fixed = np.zeros((1, 2, size), np.float32)
    fixed[0, [0, 1], [vocabulary.index("<|NEUTRAL|>"), vocabulary.index("<|Speech|>")]] = _SURE
    nodes = [
        Node(operator="MatMul", inputs=["x", "W"], outputs=["scores"]),
        Node(operator="Add", inputs=["scores", "b"], outputs=["biased"]),
        Node(operator="Gather", inputs=["numerals", "text_norm"], outputs=["numeral"]),
        Node(operator="Unsqueeze", inputs=["numeral", "one"], outputs=["numeral1"]),
        Node(operator="Add", inputs=["biased", "numeral1"], outputs=["body"]),
        Node(operator="Gather", inputs=["languages", "language"], outputs=["language0"]),
        Node(operator="Unsqueeze", inputs=["language0", "one"], outputs=["language1"]),
        Node(operator="Gather", inputs=["styles", "text_norm"], outputs=["style0"]),
        Node(operator="Unsqueeze", inputs=["style0", "one"], outputs=["style1"]),
        Node(
            operator="Concat",
            inputs=["language1", "fixed", "style1", "body"],
            outputs=["logits"],
            attributes={"axis": 1},
        ),
    ]
    weights: dict[str, NDArray[Any]] = {
        **_matrix(vocabulary, blank=0),
        "languages": languages,
        "styles": styles,
        "numerals": numerals,
        "fixed": fixed,
        "one": np.array([1], np.int64),
    }
    if only_frames:
        weights["exactly"] = np.zeros((1, only_frames, size), np.float32)
        nodes[4] = Node(operator="Add", inputs=["biased", "exactly"], outputs=["body"])
    data = onnx_model(
        inputs=[
            Value(name="x", kind=FLOAT, shape=["N", "T", FEATURES]),
            Value(name="x_length", kind=INT32, shape=["N"]),
            Value(name="language", kind=INT32, shape=["N"]),
            Value(name="text_norm", kind=INT32, shape=["N"]),
        ],
        outputs=[Value(name="logits", kind=FLOAT, shape=["N", "U", size])],
        nodes=nodes,
        weights=weights,
        metadata=metadata if metadata is not None else sense_voice_metadata(),
    )
    return installed(folder, Family.SENSE_VOICE, {"model.int8.onnx": data}, vocabulary)


def sense_voice_metadata() -> dict[str, object]:
    """What sherpa-onnx reads."""
    return {
        "model_type": "sense_voice_ctc",
        "vocab_size": len(SENSE_VOICE_TOKENS),
        "normalize_samples": 0,
        "with_itn": 14,
        "without_itn": 15,
        **{f"lang_{language}": number for language, number in LANGUAGE_IDS.items()},
        **_normalisation(),
    }


def write_paraformer(folder: Path, *, peaks_at: Sequence[int] = ()) -> InstalledModel:
    """Paraformer: a token each 0.3 s, up to the first silence; times if there are peaks."""
    size = len(PARAFORMER_TOKENS)
    outputs = [
        Value(name="logits", kind=FLOAT, shape=["N", "U", size]),
        Value(name="token_num", kind=INT64, shape=["N"]),
    ]
    nodes = [
        Node(operator="MatMul", inputs=["speech", "W"], outputs=["scores"]),
        Node(operator="Add", inputs=["scores", "b"], outputs=["all"]),
        Node(operator="Slice", inputs=["all", "first", "last", "one", "step"], outputs=["logits"]),
        Node(operator="Identity", inputs=["one"], outputs=["token_num"]),
    ]
    weights: dict[str, NDArray[Any]] = {
        **_matrix(PARAFORMER_TOKENS, blank=2),
        **{
            name: np.array([value], np.int64)
            for name, value in {"first": 2, "last": 10_000, "one": 1, "step": 5}.items()
        },
    }
    if peaks_at:
        weights["peaks"] = np.zeros((1, max(peaks_at) + 1), np.float32)
        weights["peaks"][0, list(peaks_at)] = 1.0
        for name in ("us_alphas", "us_cif_peak"):
            outputs.append(Value(name=name, kind=FLOAT, shape=["N", "P"]))
            nodes.append(Node(operator="Identity", inputs=["peaks"], outputs=[name]))
    data = onnx_model(
        inputs=[
            Value(name="speech", kind=FLOAT, shape=["N", "T", FEATURES]),
            Value(name="speech_lengths", kind=INT32, shape=["N"]),
        ],
        outputs=outputs,
        nodes=nodes,
        weights=weights,
        metadata={"model_type": "paraformer", "vocab_size": size, **_normalisation()},
    )
    return installed(folder, Family.PARAFORMER, {"model.int8.onnx": data}, PARAFORMER_TOKENS)


def write_streaming_paraformer(folder: Path) -> InstalledModel:
    """Streaming Paraformer: a token each 0.3 s, none in silence."""
    size = len(PARAFORMER_TOKENS)
    scores = Value(name="enc", kind=FLOAT, shape=["N", "T", size])
    length = Value(name="enc_len", kind=INT32, shape=["N"])
    encoder = onnx_model(
        inputs=[
            Value(name="speech", kind=FLOAT, shape=["N", "T", FEATURES]),
            Value(name="speech_lengths", kind=INT32, shape=["N"]),
        ],
        outputs=[scores, length, Value(name="alphas", kind=FLOAT, shape=["N", "T"])],
        nodes=[
            Node(operator="MatMul", inputs=["speech", "W"], outputs=["scores"]),
            Node(operator="Add", inputs=["scores", "b"], outputs=["enc"]),
            Node(operator="Identity", inputs=["speech_lengths"], outputs=["enc_len"]),
            Node(operator="MatMul", inputs=["speech", "nothing"], outputs=["zeros"]),
            Node(operator="Add", inputs=["zeros", "fifth"], outputs=["alphas1"]),
            Node(operator="Squeeze", inputs=["alphas1", "last"], outputs=["alphas"]),
        ],
        weights={
            **_matrix(PARAFORMER_TOKENS, blank=0),
            "nothing": np.zeros((FEATURES, 1), np.float32),
            "fifth": np.array([0.2], np.float32),
            "last": np.array([2], np.int64),
        },
        metadata={
            "model_type": "paraformer",
            "vocab_size": size,
            "encoder_output_size": size,
            "decoder_num_blocks": 1,
            "decoder_kernel_size": 11,
            # The library multiplies by the root of the width, as the real one is trained.
            **_normalisation(scale=1 / np.sqrt(size)),
        },
    )
    cache = Value(name="in_cache_0", kind=FLOAT, shape=["N", size, 10])
    decoder = onnx_model(
        inputs=[
            scores,
            length,
            Value(name="embeds", kind=FLOAT, shape=["N", "U", size]),
            Value(name="embeds_len", kind=INT32, shape=["N"]),
            cache,
        ],
        outputs=[
            Value(name="logits", kind=FLOAT, shape=["N", "U", size]),
            Value(name="sample_ids", kind=INT64, shape=["N", "U"]),
            Value(name="out_cache_0", kind=FLOAT, shape=cache.shape),
        ],
        nodes=[
            Node(operator="Identity", inputs=["embeds"], outputs=["logits"]),
            Node(
                operator="ArgMax",
                inputs=["embeds"],
                outputs=["sample_ids"],
                attributes={"axis": 2, "keepdims": 0},
            ),
            Node(operator="Identity", inputs=["in_cache_0"], outputs=["out_cache_0"]),
        ],
        weights={},
        metadata={},
    )
    files = {"encoder.int8.onnx": encoder, "decoder.int8.onnx": decoder}
    return installed(folder, Family.PARAFORMER_STREAMING, files, PARAFORMER_TOKENS)


def write_punctuation(
    folder: Path, *, metadata: Mapping[str, object] | None = None
) -> InstalledModel:
    """CT-Transformer that puts a comma after 好 and a question mark after 吗."""
    tokens = ["<unk>", "你", "好", "吗", "在"]
    marks = ["<unk>", "_", "，", "。", "？", "、"]
    after = {"好": "，", "吗": "？"}
    table = np.zeros((len(tokens), len(marks)), np.float32)
    for index, token in enumerate(tokens):
        table[index, marks.index(after.get(token, "_"))] = 1.0
    data = onnx_model(
        inputs=[
            Value(name="inputs", kind=INT32, shape=["N", "T"]),
            Value(name="text_lengths", kind=INT32, shape=["N"]),
        ],
        outputs=[Value(name="logits", kind=FLOAT, shape=["N", "T", len(marks)])],
        nodes=[Node(operator="Gather", inputs=["table", "inputs"], outputs=["logits"])],
        weights={"table": table},
        metadata={
            "tokens": "|".join(tokens),
            "punctuations": "|".join(marks),
            "vocab_size": len(tokens),
            "unk_symbol": "<unk>",
            **(metadata or {}),
        },
    )
    return installed(folder, Family.PUNCTUATION, {"model.int8.onnx": data})


def installed(
    folder: Path, family: Family, files: Mapping[str, bytes], tokens: Sequence[str] = ()
) -> InstalledModel:
    """Write the files and say what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    if tokens:
        lines = "".join(f"{token} {number}\n" for number, token in enumerate(tokens))
        (folder / "tokens.txt").write_text(lines, encoding="utf-8")
    weights = next(iter(files))
    return InstalledModel(
        path=folder,
        name=f"tones-{family.value}",
        title="Tones",
        engine="sherpa",
        family=family,
        languages=(),
        weights=weights,
        sha256=hashlib.sha256(files[weights]).hexdigest(),
        size_bytes=sum(len(data) for data in files.values()),
        licence="Apache-2.0",
    )


def _matrix(vocabulary: Sequence[str], *, blank: int) -> dict[str, Array]:
    """Each token's score is how loud its three bins are in the middle frame."""
    weights = np.zeros((FEATURES, len(vocabulary)), np.float32)
    bias = np.full(len(vocabulary), _NEVER, np.float32)
    middle = STACKED // 2 * MEL_BINS
    for index, token in enumerate(vocabulary):
        if token in BIN_OF and index != blank:
            at = middle + BIN_OF[token]
            weights[at - 1 : at + 2, index] = 1 / 3
            bias[index] = 0.0
    bias[blank] = _LOUD
    return {"W": weights, "b": bias}


def _normalisation(scale: float = 1.0) -> dict[str, object]:
    return {
        "lfr_window_size": STACKED,
        "lfr_window_shift": 6,
        "neg_mean": ",".join(["0"] * FEATURES),
        "inv_stddev": ",".join([str(scale)] * FEATURES),
    }
