"""Writes a PyTorch module as ONNX, and ONNX as int8 with the metadata sherpa-onnx reads."""

import logging
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

_OPSET: Final = 17

Metadata = Mapping[str, object]
"""Numbers and texts; sequences of numbers are written with commas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A module with what its ONNX file must say."""

    module: torch.nn.Module
    inputs: tuple[torch.Tensor, ...]
    """An example; nothing of its lengths may remain in the file."""

    input_names: Sequence[str]
    output_names: Sequence[str]
    dynamic_axes: Mapping[str, Mapping[int, str]]
    metadata: Metadata


def write(graph: Graph, target: Path) -> None:
    """Write as 32-bit floats.

    The newer, dynamo-based exporter of PyTorch 2.13 cannot follow these models.
    """
    graph.module.eval()
    with warnings.catch_warnings(), torch.no_grad():
        # The tracer warns of each length it sees; that none stays is what the text is compared for.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph.module,
            graph.inputs,
            str(target),
            dynamo=False,
            opset_version=_OPSET,
            input_names=list(graph.input_names),
            output_names=list(graph.output_names),
            dynamic_axes={name: dict(axes) for name, axes in graph.dynamic_axes.items()},
        )


def quantise_weights(source: Path, target: Path, metadata: Metadata) -> None:
    """Write the matrices as unsigned 8-bit numbers; all else stays as it is.

    Signed ones give wrong results on CPUs without VNNI.
    """
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.ERROR)  # it recommends a preparation that changes nothing here
    try:
        quantize_dynamic(
            source, target, op_types_to_quantize=["MatMul"], weight_type=QuantType.QUInt8
        )
    finally:
        root.setLevel(before)
    model = onnx.load(target)
    del model.metadata_props[:]
    for key, value in metadata.items():
        model.metadata_props.add(key=key, value=_written(value))
    onnx.save(model, target)


def _written(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(str(number) for number in value)
    return str(value)


def normalisation(frontend: Any) -> dict[str, object]:
    """Return the part of the metadata that says how features are made."""
    shift, scale = frontend.cmvn
    return {
        "lfr_window_size": frontend.lfr_m,
        "lfr_window_shift": frontend.lfr_n,
        "neg_mean": shift.tolist(),
        "inv_stddev": scale.tolist(),
    }
