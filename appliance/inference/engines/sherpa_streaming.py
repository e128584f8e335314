"""Captions while audio comes in: streaming Paraformer on sherpa-onnx.

The model steps in 0.6 s and looks 0.3 s ahead, so its text lags by 0.6 to 1.2 s and ends before
the audio does: it is for partials. Each stream is for one utterance; the library's memory of it
grows with its length and goes with it.
"""

from typing import Any, Final

import numpy as np
import sherpa_onnx

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.inference.engine import (
    EngineCapabilities,
    EngineIdentity,
    EngineStream,
    Samples,
)
from appliance.inference.engines.funasr_languages import LANGUAGES
from appliance.inference.engines.sherpa import unloadable
from appliance.inference.engines.sherpa_folder import SherpaFolder
from appliance.inference.engines.sherpa_memory import return_freed_memory
from appliance.inference.engines.sherpa_provider import SherpaProvider
from appliance.inference.engines.sherpa_words import Token, join_marked_pieces
from appliance.inference.placement import Placement
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel

_LONGEST_AUDIO_S: Final = 120.0


class SherpaStreamingEngine:
    """See the module; a StreamingEngine."""

    def __init__(self, model: InstalledModel, placement: Placement) -> None:
        """Check and load the weights; some seconds. Raises ModelError."""
        if model.family is not Family.PARAFORMER_STREAMING:
            raise ModelError(
                "The model {name} ({family}) is none that gives text while audio comes in.",
                hint="Choose a streaming one for captions in the settings (recognition), or with "
                "`tingxia models use NAME --for captions`.",
                name=model.name,
                family=model.family.value,
            )
        folder = SherpaFolder(model)
        provider = SherpaProvider.choose(placement)
        try:
            self._recogniser: Any = sherpa_onnx.OnlineRecognizer.from_paraformer(
                tokens=str(folder.tokens),
                encoder=str(folder.main),
                decoder=str(folder.weights("decoder")),
                num_threads=placement.threads,
                provider=provider.name,
                enable_endpoint_detection=False,
            )
        except (RuntimeError, IndexError) as error:
            raise unloadable(model, error) from error
        device, reason = provider.used()
        known = LANGUAGES[model.family]
        self._languages = (known & frozenset(model.languages)) or known
        self._identity = EngineIdentity(
            engine="sherpa",
            model=model.name,
            model_sha256=model.sha256,
            asked_device=placement.asked,
            device=device,
            device_reason=reason,
            precision=folder.precision,
            threads=placement.threads,
        )

    @property
    def capabilities(self) -> EngineCapabilities:
        """See StreamingEngine."""
        return EngineCapabilities(
            languages=self._languages,
            longest_audio_s=_LONGEST_AUDIO_S,
            gives_word_times=False,
            punctuates=False,
        )

    @property
    def identity(self) -> EngineIdentity:
        """See StreamingEngine."""
        return self._identity

    def new_stream(self) -> EngineStream:
        """See StreamingEngine."""
        return _Stream(self._recogniser)

    def close(self) -> None:
        """See StreamingEngine."""
        self._recogniser = None
        return_freed_memory()


class _Stream:
    """An EngineStream."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self._stream = recogniser.create_stream()

    def accept(self, samples: Samples) -> str:
        """See EngineStream."""
        if len(samples):
            finite = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
            self._stream.accept_waveform(SAMPLE_RATE_HZ, finite)
        while self._recogniser.is_ready(self._stream):
            self._recogniser.decode_stream(self._stream)
        tokens = self._recogniser.tokens(self._stream)
        words = join_marked_pieces(
            [Token(text=text, start_s=0.0) for text in tokens], audio_samples=0
        )
        return "".join(word.text for word in words)
