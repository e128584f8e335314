"""Opens an installed model with its engine; a library is imported only when a model needs it."""

from collections.abc import Callable
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from appliance.domain.vad import VoiceDetector
from appliance.inference.engine import Engine, StreamingEngine
from appliance.inference.model_loader import Openers, Punctuator
from appliance.inference.placement import Placement
from appliance.modelstore.engine_library import not_installed
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import InstalledModel

_ENGINES: Final = MappingProxyType(
    {
        "whisper": ("appliance.inference.engines.whisper", "WhisperEngine"),
        "sherpa": ("appliance.inference.engines.sherpa", "SherpaEngine"),
        "funasr": ("appliance.inference.engines.funasr", "FunasrEngine"),
    }
)
_STREAMING_ENGINES: Final = MappingProxyType(
    {"sherpa": ("appliance.inference.engines.sherpa_streaming", "SherpaStreamingEngine")}
)
_PUNCTUATORS: Final = MappingProxyType(
    {
        "sherpa": ("appliance.inference.engines.sherpa_punctuation", "SherpaPunctuator"),
        "funasr": ("appliance.inference.engines.funasr_punctuation", "FunasrPunctuator"),
    }
)
_VOICE_DETECTION: Final = MappingProxyType(
    {"funasr": ("appliance.inference.engines.funasr_vad", "FunasrVoiceDetection")}
)


def open_engine(model: InstalledModel, placement: Placement) -> Engine:
    """Load a model that recognises whole utterances; slow.

    Raises ModelError if its engine is not installed, else what the library raises.
    """
    engine: Engine = _open(_ENGINES, model, placement)
    return engine


def open_streaming_engine(model: InstalledModel, placement: Placement) -> StreamingEngine:
    """Load a model that gives captions; slow. Raises as ``open_engine``."""
    engine: StreamingEngine = _open(_STREAMING_ENGINES, model, placement)
    return engine


def open_punctuator(model: InstalledModel, placement: Placement) -> Punctuator:
    """Load a model that punctuates; slow. Raises as ``open_engine``."""
    punctuator: Punctuator = _open(_PUNCTUATORS, model, placement)
    return punctuator


def open_voice_detection(
    model: InstalledModel, placement: Placement
) -> Callable[[int], VoiceDetector]:
    """Load a model that detects voice, in streams that begin at some sample; slow.

    Raises as ``open_engine``.
    """
    detection: Callable[[int], VoiceDetector] = _open(_VOICE_DETECTION, model, placement)
    return detection


OPENERS: Final = Openers(
    engine=open_engine, streaming_engine=open_streaming_engine, punctuator=open_punctuator
)


def _open(
    places: MappingProxyType[str, tuple[str, str]], model: InstalledModel, placement: Placement
) -> Any:
    if model.engine not in places:
        raise ModelError(
            "The model {model} ({family}) is of no use here.",
            hint="Choose another one in the settings (recognition), or with `tingxia models use`; "
            "`tingxia models list` tells what each is good for.",
            model=model.name,
            family=model.family,
        )
    module, name = places[model.engine]
    try:
        opener: Callable[[InstalledModel, Placement], Any] = getattr(import_module(module), name)
    except ImportError as error:
        raise not_installed(model.engine, error) from error
    return opener(model, placement)
