"""What FunASR is asked, so that it neither calls out nor guesses."""

from typing import Any, Final

from appliance.domain.audio import to_seconds
from appliance.inference.engine import EngineRequest, Quality
from appliance.inference.engines.funasr_checkpoint import Checkpoint
from appliance.inference.engines.funasr_hot_words import joined, normalised
from appliance.inference.engines.funasr_languages import LANGUAGES_IN_PROMPT
from appliance.inference.placement import Placement
from appliance.modelstore.installed import Family

_TOKENS_PER_S: Final = 12
_SPARE_TOKENS: Final = 16
"""Together they bound a language model that repeats itself; speech has 3 to 6 tokens a second."""

_WINDOW: Final = (5, 10, 3)
"""Frames of 60 ms a streaming model sees at once: spoken before, new, ahead. As sherpa-onnx has
it, so that both say the same."""


def to_load(checkpoint: Checkpoint, placement: Placement) -> dict[str, Any]:
    """Return the arguments of AutoModel.

    All that config.yaml could set to make it fetch, install or run something is set here, and
    what is given here wins. Without ``ncpu`` FunASR uses four threads, at each call anew. Noise
    is not added to the audio: the same audio gives the same text.
    """
    arguments: dict[str, Any] = {
        "model": str(checkpoint.path),
        "init_param": str(checkpoint.weights),
        "device": placement.device,
        "ncpu": placement.threads,
        "trust_remote_code": False,
        "disable_update": True,
        "disable_pbar": True,
        "disable_log": True,
        "log_level": "WARNING",
        "ignore_init_mismatch": False,
        "vad_model": None,
        "punc_model": None,
        "spk_model": None,
        "fp16": False,
        "bf16": False,
        "frontend_conf": {"dither": 0.0},
    }
    if checkpoint.language_model is not None:
        folder = str(checkpoint.language_model)
        arguments["llm_conf"] = {"init_param_path": folder}
        arguments["tokenizer_conf"] = {"init_param_path": folder}
    return arguments


def precision(checkpoint: Checkpoint, device: str) -> str:
    """Return bf16 or fp32; Fun-ASR-Nano gives garbage in fp16."""
    half = checkpoint.family is Family.FUN_ASR_NANO and device.startswith("cuda")
    return "bf16" if half else "fp32"


def to_decode(
    checkpoint: Checkpoint, request: EngineRequest, *, audio_samples: int, precision: str
) -> dict[str, Any]:
    """Return the arguments of AutoModel.generate besides the audio."""
    match checkpoint.family:
        case Family.SENSE_VOICE:
            return {
                "language": request.language,
                "use_itn": request.itn,
                "output_timestamp": request.wants_words,
            }
        case Family.FUN_ASR_NANO:
            sampling = {"do_sample": True, "temperature": 0.4}
            return {
                # None leaves it to the model.
                "language": LANGUAGES_IN_PROMPT.get(request.language),
                # Always a list: None ends the call, and a text would be taken letter by letter.
                "hotwords": list(normalised(request.hot_words)),
                "itn": request.itn,
                # Only the language model may run in half precision, so it is said here.
                "llm_dtype": precision,
                "max_length": _SPARE_TOKENS + round(_TOKENS_PER_S * to_seconds(audio_samples)),
                "llm_kwargs": sampling
                if request.quality is Quality.RETRY
                else {"do_sample": False},
            }
        case Family.PARAFORMER_STREAMING:
            return {
                "cache": {},
                "is_final": True,
                "chunk_size": list(_WINDOW),
                "encoder_chunk_look_back": 0,
                "decoder_chunk_look_back": 0,
            }
        case _:
            arguments: dict[str, Any] = {"pred_timestamp": request.wants_words}
            hot_words = joined(request.hot_words) if checkpoint.takes_hot_words else ""
            return arguments | {"hotword": hot_words} if hot_words else arguments
