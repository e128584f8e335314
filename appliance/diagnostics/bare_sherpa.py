"""sherpa-onnx as it comes: a model through the library's own recogniser, nothing of ours."""

import sherpa_onnx

from appliance.config import Settings
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.inference.engine import Samples
from appliance.modelstore.installed import Family, InstalledModel

FAMILIES = frozenset({Family.SENSE_VOICE, Family.PARAFORMER})


class BareSherpa:
    """On the CPU. With the same threads, language and way of writing numbers as the service."""

    def __init__(self, model: InstalledModel, settings: Settings, *, threads: int) -> None:
        """Load the weights."""
        weights, tokens = str(model.path / model.weights), str(model.path / "tokens.txt")
        if model.family is Family.SENSE_VOICE:
            self._recogniser = sherpa_onnx.OfflineRecognizer.from_sense_voice(
                model=weights,
                tokens=tokens,
                language=settings.inference.language,
                use_itn=settings.text.itn,
                num_threads=threads,
            )
        else:
            self._recogniser = sherpa_onnx.OfflineRecognizer.from_paraformer(
                paraformer=weights, tokens=tokens, num_threads=threads
            )

    def transcribe(self, samples: Samples) -> str:
        """Return the text of one segment."""
        stream = self._recogniser.create_stream()
        stream.accept_waveform(SAMPLE_RATE_HZ, samples)
        self._recogniser.decode_stream(stream)
        return str(stream.result.text)
