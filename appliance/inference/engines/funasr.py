"""The reference engine: FunASR's own models on PyTorch, for GPUs and for comparing."""

import gc
import logging
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
import torch

from appliance.domain.audio import to_samples
from appliance.inference.engine import (
    EngineCapabilities,
    EngineHypothesis,
    EngineIdentity,
    EngineRequest,
    Samples,
)
from appliance.inference.engines.funasr_answer import hypothesis
from appliance.inference.engines.funasr_arguments import precision, to_decode
from appliance.inference.engines.funasr_checkpoint import RECOGNISE, check_checkpoint
from appliance.inference.engines.funasr_languages import LANGUAGES
from appliance.inference.engines.funasr_loading import load_checkpoint
from appliance.inference.placement import Placement
from appliance.modelstore.installed import Family, InstalledModel

log = logging.getLogger(__name__)

LONGEST_AUDIO_S: Final = 30.0
_SHORTEST_AUDIO_S: Final = 0.1
"""Less has no frame; FunASR would end with an error."""

_MAY_BE_MISSING: Final = ("ctc.", "ctc_decoder.")
"""Fun-ASR-Nano without the part that gives times; FunASR then leaves it out."""


class FunasrEngine:
    """See the module; an Engine."""

    def __init__(self, model: InstalledModel, placement: Placement) -> None:
        """Check and load the checkpoint; some seconds. Raises ModelError."""
        checkpoint = check_checkpoint(model, RECOGNISE)
        self._checkpoint = checkpoint
        spared = _MAY_BE_MISSING if checkpoint.family is Family.FUN_ASR_NANO else ()
        self._model: Any = _without_times(load_checkpoint(checkpoint, placement, spared=spared))
        weights = next(self._model.model.parameters())
        device = str(weights.device)
        self._precision = precision(checkpoint, device)
        languages = LANGUAGES[checkpoint.family]
        self._languages = (languages & frozenset(model.languages)) or languages
        self._identity = EngineIdentity(
            engine="funasr",
            model=model.name,
            model_sha256=model.sha256,
            asked_device=placement.asked,
            device=device,
            device_reason=placement.reason_for(device),
            precision=self._precision,
            threads=torch.get_num_threads(),
        )

    @property
    def capabilities(self) -> EngineCapabilities:
        """See Engine."""
        family = self._checkpoint.family
        tells = family in (Family.SENSE_VOICE, Family.FUN_ASR_NANO)
        return EngineCapabilities(
            languages=self._languages,
            longest_audio_s=LONGEST_AUDIO_S,
            gives_word_times=family in (Family.SENSE_VOICE, Family.PARAFORMER)
            or getattr(self._model.model, "ctc_decoder", None) is not None,
            punctuates=tells,
            detects_language=tells,
            takes_hot_words=self._checkpoint.takes_hot_words,
        )

    @property
    def identity(self) -> EngineIdentity:
        """See Engine."""
        return self._identity

    def transcribe(self, samples: Samples, request: EngineRequest) -> EngineHypothesis:
        """See Engine. A language it does not know is a ValueError: ask ``capabilities``."""
        if not isinstance(samples, np.ndarray):
            # FunASR takes addresses too, and would fetch them.
            raise TypeError("audio is given as samples, never as a name or an address")
        capabilities = self.capabilities
        if request.language not in capabilities.languages and not (
            request.language == "auto" and capabilities.detects_language
        ):
            raise ValueError(f"the model does not know the language {request.language}")
        samples = np.nan_to_num(
            samples[: to_samples(LONGEST_AUDIO_S)], nan=0.0, posinf=1.0, neginf=-1.0
        )
        if len(samples) < to_samples(_SHORTEST_AUDIO_S):
            return EngineHypothesis(text="", language=request.language)
        answers = self._model.generate(
            # Fun-ASR-Nano knows no arrays.
            [torch.from_numpy(samples.astype(np.float32))],
            **to_decode(
                self._checkpoint, request, audio_samples=len(samples), precision=self._precision
            ),
        )
        return hypothesis(answers, request, audio_samples=len(samples))

    def close(self) -> None:
        """See Engine."""
        self._model = None
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def _without_times(loaded: Any) -> Any:
    """Take out the part with which FunASR aligns each text, where it would fail for torchaudio."""
    if find_spec("torchaudio") is None and getattr(loaded.model, "ctc_decoder", None) is not None:
        log.warning("no times of words without torchaudio", extra={"event": "no-torchaudio"})
        loaded.model.ctc_decoder = None
    return loaded
