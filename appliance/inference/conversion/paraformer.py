"""Paraformer as sherpa-onnx expects it; of SeACo-Paraformer, the part without hot words."""

from pathlib import Path
from typing import Any, Final

import torch
from funasr.models.bicif_paraformer import export_meta as with_timestamps
from funasr.models.paraformer import export_meta as plain

from appliance.inference.conversion.onnx_graph import Graph, normalisation, quantise_weights, write

MODEL_FILE: Final = "model.int8.onnx"

_GIVES_TIMESTAMPS: Final = "CifPredictorV3"


def export_paraformer(model: Any, options: dict[str, Any], target: Path, *, comment: str) -> None:
    """Write ``model`` (as built by funasr with these options) as int8 into ``target``.

    funasr rebuilds the model for the export; it cannot recognise with it afterwards.
    """
    frontend = options["frontend"]
    timed = options["predictor"] == _GIVES_TIMESTAMPS
    rebuild = (with_timestamps if timed else plain).export_rebuild_model
    parts = {part: options[part] for part in ("encoder", "decoder", "predictor")}
    outputs = ("logits", "token_num", *(("us_alphas", "us_cif_peak") if timed else ()))
    size = frontend.cmvn.shape[1]
    graph = Graph(
        module=rebuild(model, **parts, device="cpu", max_seq_len=512, type="onnx"),
        inputs=(torch.randn(2, 30, size), torch.tensor([6, 30], dtype=torch.int32)),
        input_names=("speech", "speech_lengths"),
        output_names=outputs,
        dynamic_axes={
            "speech": {0: "N", 1: "T"},
            "speech_lengths": {0: "N"},
            "logits": {0: "N", 1: "L"},
            "token_num": {0: "N"},
            "us_alphas": {0: "N", 1: "U"},
            "us_cif_peak": {0: "N", 1: "U"},
        },
        metadata={
            "model_type": "paraformer",
            "version": 1,
            "comment": comment,
            "vocab_size": len(options["token_list"]),
            **normalisation(frontend),
        },
    )
    whole = target / "model.onnx"
    write(graph, whole)
    quantise_weights(whole, target / MODEL_FILE, graph.metadata)
    whole.unlink()
