"""The reference engine: FunASR's own models on PyTorch, for GPUs and for comparing.

What FunASR does by itself, and is kept from doing here: call out, install what a model asks for,
take the CPU in silence where a device is missing, four threads at each call, and random weights
where a checkpoint lacks some. Its import takes 7 s and 490 MB.
"""

import contextlib
import gc
import io
import logging
import os
import pickle
from importlib.util import find_spec
from typing import Any, Final
from zipfile import is_zipfile

import numpy as np

from appliance.domain.audio import to_samples
from appliance.inference.engine import (
    EngineCapabilities,
    EngineHypothesis,
    EngineIdentity,
    EngineRequest,
    Samples,
)
from appliance.inference.engines.funasr_answer import hypothesis
from appliance.inference.engines.funasr_arguments import (
    LANGUAGES,
    precision,
    to_decode,
    to_load,
)
from appliance.inference.engines.funasr_checkpoint import Checkpoint, check_checkpoint
from appliance.inference.out_of_memory import is_out_of_memory
from appliance.inference.placement import Placement
from appliance.modelstore.installed import Family, InstalledModel
from appliance.offline import go_offline

go_offline()
with contextlib.redirect_stdout(io.StringIO()):  # it tells there which tools it misses
    import torch
    from funasr import AutoModel

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
        checkpoint = check_checkpoint(model)
        self._checkpoint = checkpoint
        self._model: Any = _load(checkpoint, placement)
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


def _load(checkpoint: Checkpoint, placement: Placement) -> Any:
    names = _tensor_names(checkpoint)
    _quieten()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            loaded = AutoModel(**to_load(checkpoint, placement))
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
        checkpoint.refuse(f"its configuration does not fit its files: {error!r}")
    except RuntimeError as error:
        if "size mismatch" in str(error):
            checkpoint.refuse("its weights have other shapes than its configuration says")
        raise
    spared = _MAY_BE_MISSING if checkpoint.family is Family.FUN_ASR_NANO else ()
    missing = sorted(
        name
        for name in loaded.model.state_dict()
        if name not in names and not name.startswith(spared)
    )
    if missing:
        checkpoint.refuse(f"it lacks {len(missing)} weights, {missing[0]} first")
    if find_spec("torchaudio") is None and getattr(loaded.model, "ctc_decoder", None) is not None:
        # With this part FunASR aligns each text with torchaudio, and fails where that is missing.
        log.warning("no times of words without torchaudio", extra={"event": "no-torchaudio"})
        loaded.model.ctc_decoder = None
    return loaded


def _tensor_names(checkpoint: Checkpoint) -> frozenset[str]:
    """Read the names of all tensors; nothing but tensors is accepted."""
    try:
        content = torch.load(
            checkpoint.weights,
            map_location="cpu",
            weights_only=True,
            mmap=is_zipfile(checkpoint.weights),
        )
    except (pickle.UnpicklingError, RuntimeError, ValueError, EOFError) as error:
        if is_out_of_memory(error):
            raise
        checkpoint.refuse(f"its weights cannot be read: {next(iter(str(error).splitlines()), '')}")
    for wrapper in ("state_dict", "model_state_dict", "model"):
        if isinstance(content, dict) and wrapper in content:
            content = content[wrapper]
    if not isinstance(content, dict):
        checkpoint.refuse("its weights are no table of tensors")
    return frozenset(str(name).removeprefix("module.") for name in content)


def _quieten() -> None:
    """Keep FunASR's own diary, which it writes as if it were ours, to errors."""
    root = logging.getLogger()
    if _is_ours not in root.filters:
        root.addFilter(_is_ours)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR or f"{os.sep}funasr{os.sep}" not in record.pathname
