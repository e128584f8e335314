"""Models that tell the voices of tests.fakes.voices apart, with the metadata sherpa-onnx reads.

Segmentation: a bank of filters at the pitches of the three voices, so (N, 1, samples) becomes
(N, frames, 7): for each frame nobody, one of three, or two of three, as pyannote 3.0 says it.
Embedding: the mean log-mel spectrum, sharpened, so (N, frames, 80) becomes (N, 80).
Names of metadata: sherpa-onnx, scripts/pyannote/segmentation and scripts/3dspeaker.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from appliance.domain.audio import SAMPLE_RATE_HZ
from tests.fakes.voices import OVERTONES, PITCHES_HZ

WINDOW_SAMPLES: Final = 10 * SAMPLE_RATE_HZ
FIELD_SAMPLES: Final = 991
SHIFT_SAMPLES: Final = 270

_OPSET: Final = 15
_IR_VERSION: Final = 8
_LOUD_ENOUGH: Final = 0.01
"""Amplitude of a pitch in a frame that counts as a voice; a voice has about 0.1."""

_PAIRS: Final = ((0, 1), (0, 2), (1, 2))

SEGMENTATION_METADATA: Final = {
    "num_speakers": "3",
    "powerset_max_classes": "2",
    "num_classes": "7",
    "sample_rate": str(SAMPLE_RATE_HZ),
    "window_size": str(WINDOW_SAMPLES),
    "receptive_field_size": str(FIELD_SAMPLES),
    "receptive_field_shift": str(SHIFT_SAMPLES),
    "model_type": "pyannote-segmentation-3.0",
    "version": "1",
}

EMBEDDING_METADATA: Final = {
    "framework": "3d-speaker",
    "language": "Chinese",
    "sample_rate": str(SAMPLE_RATE_HZ),
    "output_dim": "80",
    "normalize_samples": "1",
    "feature_normalize_type": "",
}


def build_segmentation(file: Path, metadata: Mapping[str, str] = SEGMENTATION_METADATA) -> None:
    """Write the model."""
    voices = len(PITCHES_HZ)
    nodes = [
        helper.make_node(
            "Conv", ["x", "filters"], ["parts"], strides=[SHIFT_SAMPLES], name="filters"
        ),
        helper.make_node("Mul", ["parts", "parts"], ["powers"]),
        helper.make_node("Conv", ["powers", "sums"], ["power"], name="sums"),
        helper.make_node("Sqrt", ["power"], ["amplitude"]),
        helper.make_node("Div", ["amplitude", "loud"], ["loudness"]),
        helper.make_node("Clip", ["loudness", "zero", "one"], ["present"]),
        helper.make_node("Transpose", ["present"], ["frames"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["frames", "classes"], ["scores"]),
        helper.make_node("Add", ["scores", "bias"], ["y"]),
    ]
    constants: dict[str, NDArray[np.float32]] = {
        "filters": _filters(),
        "sums": np.repeat(np.eye(voices, dtype=np.float32), 2 * OVERTONES, axis=1)[:, :, None],
        "loud": np.array(_LOUD_ENOUGH, dtype=np.float32),
        "zero": np.array(0, dtype=np.float32),
        "one": np.array(1, dtype=np.float32),
        "classes": _classes(),
        "bias": np.array([0.5, 0, 0, 0, -0.5, -0.5, -0.5], dtype=np.float32),
    }
    _save(
        file,
        nodes,
        constants,
        given=("x", ["N", 1, "T"]),
        returned=("y", ["N", "F", 7]),
        metadata=metadata,
    )


def build_embedding(file: Path, metadata: Mapping[str, str] = EMBEDDING_METADATA) -> None:
    """Write the model."""
    _save(
        file,
        [
            helper.make_node("ReduceMean", ["x"], ["mean"], axes=[1], keepdims=0),
            helper.make_node("Softmax", ["mean"], ["embedding"], axis=1),
        ],
        {},
        given=("x", ["N", "T", 80]),
        returned=("embedding", ["N", 80]),
        metadata=metadata,
    )


def _filters() -> NDArray[np.float32]:
    """Return (voices × overtones × 2, 1, samples of a frame): cosine and sine, as amplitudes."""
    time = np.arange(FIELD_SAMPLES) / SAMPLE_RATE_HZ
    window = np.hanning(FIELD_SAMPLES)
    window *= 2 / window.sum()
    waves = [
        wave(2 * np.pi * pitch * n * time) * window
        for pitch in PITCHES_HZ
        for n in range(1, OVERTONES + 1)
        for wave in (np.cos, np.sin)
    ]
    return np.array(waves, dtype=np.float32)[:, None, :]


def _classes() -> NDArray[np.float32]:
    """Return (voices, 7): what each voice adds to the score of each class."""
    classes = np.zeros((len(PITCHES_HZ), 7), dtype=np.float32)
    for voice in range(len(PITCHES_HZ)):
        classes[voice, 1 + voice] = 1
        for place, pair in enumerate(_PAIRS):
            classes[voice, 4 + place] = voice in pair
    return classes


def _save(
    file: Path,
    nodes: list[onnx.NodeProto],
    constants: Mapping[str, NDArray[np.float32]],
    *,
    given: tuple[str, list[str | int]],
    returned: tuple[str, list[str | int]],
    metadata: Mapping[str, str],
) -> None:
    graph = helper.make_graph(
        nodes,
        "voices",
        [helper.make_tensor_value_info(given[0], TensorProto.FLOAT, given[1])],
        [helper.make_tensor_value_info(returned[0], TensorProto.FLOAT, returned[1])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION
    )
    for key, value in metadata.items():
        model.metadata_props.add(key=key, value=value)
    onnx.checker.check_model(model)
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(file))
