"""Streaming Paraformer as sherpa-onnx expects it: an encoder of windows and a decoder of tokens."""

from pathlib import Path
from typing import Any, Final

import torch
from funasr.models.paraformer_streaming.export_meta import export_rebuild_model

from appliance.inference.conversion.onnx_graph import Graph, normalisation, quantise_weights, write

ENCODER_FILE: Final = "encoder.int8.onnx"
DECODER_FILE: Final = "decoder.int8.onnx"


class _Decoder(torch.nn.Module):  # type: ignore[misc]  # torch is seen as Any
    """With its memories as outputs of their own; funasr gives them as a list."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.decoder = model.decoder

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """See the class."""
        scores, memories = self.decoder(*inputs)
        return scores, scores.argmax(dim=-1), *memories


def export_paraformer_streaming(
    model: Any, options: dict[str, Any], target: Path, *, comment: str
) -> None:
    """Write ``model`` (as built by funasr with these options) as int8 into ``target``.

    funasr rebuilds the model for the export; it cannot recognise with it afterwards.
    """
    parts = {part: options[part] for part in ("encoder", "decoder", "predictor")}
    encoder, decoder = export_rebuild_model(model, **parts, device="cpu", type="onnx")
    for graph, name in (
        (_encoder_graph(encoder, options, comment), ENCODER_FILE),
        (_decoder_graph(decoder), DECODER_FILE),
    ):
        whole = target / "whole.onnx"
        write(graph, whole)
        quantise_weights(whole, target / name, graph.metadata)
        whole.unlink()


def _encoder_graph(model: Any, options: dict[str, Any], comment: str) -> Graph:
    frontend = options["frontend"]
    size = frontend.cmvn.shape[1]
    attention = model.decoder.model.decoders[0].self_attn
    return Graph(
        module=model,
        inputs=(torch.randn(2, 30, size), torch.tensor([6, 30], dtype=torch.int32)),
        input_names=("speech", "speech_lengths"),
        output_names=("enc", "enc_len", "alphas"),
        dynamic_axes={
            "speech": {0: "N", 1: "T"},
            "speech_lengths": {0: "N"},
            "enc": {0: "N", 1: "T"},
            "enc_len": {0: "N"},
            "alphas": {0: "N", 1: "T"},
        },
        metadata={
            "model_type": "paraformer",
            "version": 1,
            "comment": comment,
            "vocab_size": len(options["token_list"]),
            "encoder_output_size": options["encoder_conf"]["output_size"],
            "decoder_num_blocks": _memories(model),
            "decoder_kernel_size": attention.kernel_size,
            **normalisation(frontend),
        },
    )


def _decoder_graph(model: Any) -> Graph:
    memories = range(_memories(model))
    names = ("enc", "enc_len", "acoustic_embeds", "acoustic_embeds_len")
    before = tuple(f"in_cache_{index}" for index in memories)
    after = tuple(f"out_cache_{index}" for index in memories)
    return Graph(
        module=_Decoder(model),
        inputs=model.decoder.get_dummy_inputs(model.encoder.get_output_size()),
        input_names=(*names, *before),
        output_names=("logits", "sample_ids", *after),
        dynamic_axes={
            "enc": {0: "N", 1: "T"},
            "enc_len": {0: "N"},
            "acoustic_embeds": {0: "N", 1: "L"},
            "acoustic_embeds_len": {0: "N"},
            "logits": {0: "N", 1: "L"},
            "sample_ids": {0: "N", 1: "L"},
            **{name: {0: "N"} for name in (*before, *after)},
        },
        metadata={},
    )


def _memories(model: Any) -> int:
    decoder = model.decoder.model
    return len(decoder.decoders) + len(decoder.decoders2 or ())
