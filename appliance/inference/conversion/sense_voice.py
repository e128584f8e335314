"""SenseVoice as sherpa-onnx expects it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch

from appliance.inference.conversion.onnx_graph import Graph, normalisation, quantise_weights, write

MODEL_FILE: Final = "model.int8.onnx"

_EVENT_AND_EMOTION: Final = (1, 2)
_LANGUAGES: Final = ("auto", "zh", "en", "yue", "ja", "ko")


class _SenseVoice(torch.nn.Module):  # type: ignore[misc]  # torch is seen as Any
    """From features to scores of tokens; four questions are asked ahead of the audio."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.embed = model.embed
        self.encoder = model.encoder
        self.head = model.ctc.ctc_lo

    def forward(
        self,
        x: torch.Tensor,
        x_length: torch.Tensor,
        language: torch.Tensor,
        text_norm: torch.Tensor,
    ) -> torch.Tensor:
        """See the class."""
        fixed = self.embed(torch.tensor([_EVENT_AND_EMOTION])).repeat(x.size(0), 1, 1)
        asked = (
            self.embed(language).unsqueeze(1),
            fixed,
            self.embed(text_norm).unsqueeze(1),
        )
        encoded, _ = self.encoder(torch.cat((*asked, x), dim=1), x_length + 4)
        scores: torch.Tensor = self.head(encoded)
        return scores


def export_sense_voice(
    model: Any, target: Path, *, frontend: Any, vocabulary: int, comment: str = ""
) -> None:
    """Write ``model`` (a funasr SenseVoiceSmall) as int8 into ``target``.

    ``frontend`` needs lfr_m, lfr_n and cmvn, two rows of shifts and scales.
    """
    size = frontend.cmvn.shape[1]
    graph = Graph(
        module=_SenseVoice(model),
        inputs=(
            torch.randn(2, 100, size),
            torch.tensor([80, 100], dtype=torch.int32),
            torch.tensor([0, 3], dtype=torch.int32),
            torch.tensor([14, 15], dtype=torch.int32),
        ),
        input_names=("x", "x_length", "language", "text_norm"),
        output_names=("logits",),
        dynamic_axes={
            "x": {0: "N", 1: "T"},
            "x_length": {0: "N"},
            "language": {0: "N"},
            "text_norm": {0: "N"},
            "logits": {0: "N", 1: "T"},
        },
        metadata=_metadata(model, frontend, vocabulary, comment),
    )
    whole = target / "model.onnx"
    write(graph, whole)
    quantise_weights(whole, target / MODEL_FILE, graph.metadata)
    whole.unlink()


def _metadata(model: Any, frontend: Any, vocabulary: int, comment: str) -> Mapping[str, object]:
    return {
        "model_type": "sense_voice_ctc",
        "version": 2,
        "comment": comment,
        "vocab_size": vocabulary,
        "normalize_samples": 0,
        **normalisation(frontend),
        **{f"lang_{language}": model.lid_dict[language] for language in _LANGUAGES},
        "with_itn": model.textnorm_dict["withitn"],
        "without_itn": model.textnorm_dict["woitn"],
    }
