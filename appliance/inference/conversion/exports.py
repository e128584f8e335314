"""Loads a checkpoint with FunASR and writes what its family needs."""

import contextlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from funasr import AutoModel

from appliance.inference.conversion import paraformer, paraformer_streaming, sense_voice
from appliance.inference.engines.funasr_arguments import to_load
from appliance.inference.engines.funasr_checkpoint import Checkpoint
from appliance.inference.placement import Placement
from appliance.modelstore.installed import Family

TOKENS_FILE: Final = "tokens.txt"

_MAIN_FILES: Final = {
    Family.SENSE_VOICE: sense_voice.MODEL_FILE,
    Family.PARAFORMER: paraformer.MODEL_FILE,
    Family.PARAFORMER_STREAMING: paraformer_streaming.ENCODER_FILE,
}
FAMILIES: Final = frozenset(_MAIN_FILES)
"""What can be made int8 here."""


def main_file(family: Family) -> str:
    """Return the name of the file that identifies a model of this family."""
    return _MAIN_FILES[family]


def export(checkpoint: Checkpoint, target: Path, placement: Placement) -> None:
    """Write the int8 files and the table of tokens into ``target``."""
    with contextlib.redirect_stdout(io.StringIO()):
        model, options = AutoModel.build_model(**to_load(checkpoint, placement))
    # Never the model's name: sherpa-onnx takes what is called Nano for another family.
    comment = checkpoint.architecture
    match checkpoint.family:
        case Family.SENSE_VOICE:
            pieces = options["tokenizer"].sp
            tokens = [pieces.id_to_piece(index) for index in range(pieces.get_piece_size())]
            sense_voice.export_sense_voice(
                model, target, frontend=options["frontend"], vocabulary=len(tokens), comment=comment
            )
        case family:
            tokens = options["token_list"]
            _EXPORTERS[family](model, options, target, comment=comment)
    write_tokens(tokens, target / TOKENS_FILE)


def write_tokens(tokens: Sequence[str], target: Path) -> None:
    """Write each token with its number."""
    target.write_text(
        "".join(f"{token} {index}\n" for index, token in enumerate(tokens)), encoding="utf-8"
    )


_EXPORTERS: Final[dict[Family, Callable[..., Any]]] = {
    Family.PARAFORMER: paraformer.export_paraformer,
    Family.PARAFORMER_STREAMING: paraformer_streaming.export_paraformer_streaming,
}
