"""Who speaks when, by sherpa-onnx: pyannote segmentation, speaker embeddings, clustering.

It holds the interpreter's lock while it works and ends the process on models it does not like:
only the throwaway process of diarisation may import this.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import sherpa_onnx
from numpy.typing import NDArray

from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.domain.speakers import Turn
from appliance.inference.engine import Samples

CLUSTER_DISTANCE: Final = 0.5
"""Cosine distance from which on two pieces of speech are clustered as two speakers."""

SHORTEST_TURN_S: Final = 0.3
SHORTEST_PAUSE_S: Final = 0.5
"""A shorter one does not end a turn."""


class SherpaDiariser:
    """A Diariser on one compute thread."""

    def __init__(self, segmentation: Path, embedding: Path) -> None:
        """Load the models. Raises RuntimeError, or ends the process, if they are no such models."""
        embedding_config = sherpa_onnx.SpeakerEmbeddingExtractorConfig(
            model=str(embedding), num_threads=1
        )
        self._config = sherpa_onnx.OfflineSpeakerDiarizationConfig(
            segmentation=sherpa_onnx.OfflineSpeakerSegmentationModelConfig(
                pyannote=sherpa_onnx.OfflineSpeakerSegmentationPyannoteModelConfig(
                    model=str(segmentation)
                ),
                num_threads=1,
            ),
            embedding=embedding_config,
            clustering=_clustering(None),
            min_duration_on=SHORTEST_TURN_S,
            min_duration_off=SHORTEST_PAUSE_S,
        )
        if not self._config.validate():
            raise RuntimeError("sherpa-onnx does not accept the models")
        self._diarisation = sherpa_onnx.OfflineSpeakerDiarization(self._config)
        self._extractor = sherpa_onnx.SpeakerEmbeddingExtractor(embedding_config)
        if self._diarisation.sample_rate != SAMPLE_RATE_HZ:
            raise RuntimeError(f"the models want {self._diarisation.sample_rate} Hz")

    def turns(
        self, samples: Samples, speakers: int | None, on_progress: Callable[[float], None]
    ) -> list[Turn]:
        """Return who speaks when in a block of audio, the speakers in no order."""
        found = self._process(samples, speakers, on_progress)
        if speakers is not None and speakers > 1 and len({turn.speaker for turn in found}) <= 1:
            # With fewer pieces of speech than speakers all pieces become one cluster.
            found = self._process(samples, None, on_progress)
        return found

    def voice(self, samples: Samples) -> NDArray[np.float32] | None:
        """Return the embedding of a voice, of length 1; None if there is too little of it."""
        stream = self._extractor.create_stream()
        stream.accept_waveform(SAMPLE_RATE_HZ, samples)
        stream.input_finished()
        if not self._extractor.is_ready(stream):
            return None
        embedding = np.asarray(self._extractor.compute(stream), dtype=np.float32)
        length = float(np.linalg.norm(embedding))
        return embedding / np.float32(length) if np.isfinite(length) and length > 0 else None

    def _process(
        self, samples: Samples, speakers: int | None, on_progress: Callable[[float], None]
    ) -> list[Turn]:
        def told(done: int, total: int) -> int:
            on_progress(min(1.0, done / max(1, total)))
            return 0

        self._config.clustering = _clustering(speakers)
        self._diarisation.set_config(self._config)
        found = self._diarisation.process(samples, told).sort_by_start_time()
        return [
            Turn(
                start_sample=max(0, to_samples(turn.start)),
                end_sample=min(len(samples), to_samples(turn.end)),
                speaker=turn.speaker,
            )
            for turn in found
        ]


def _clustering(speakers: int | None) -> sherpa_onnx.FastClusteringConfig:
    return sherpa_onnx.FastClusteringConfig(
        num_clusters=-1 if speakers is None else speakers, threshold=CLUSTER_DISTANCE
    )
