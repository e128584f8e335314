"""What the service costs on top of the bare engine: decoding the same speech, side by side.

Timings on shared machines are noisy, so the file goes through in rounds of two minutes: a piece
of it through the service, then the very segments the service decided through the engine alone.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from appliance.diagnostics.session_run import SessionClient, SessionRun
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES, to_seconds
from appliance.inference.engine import Samples
from appliance.inference.engine_thread import to_samples_array
from appliance.wire.inference import SessionKind

Decode = Callable[[Samples], object]
"""Recognises one segment."""

_PAUSES_S: Final = (1.0, 2.5, 0.7, 4.0)
_ROUND_S: Final = 120
"""In each the service hears its first words before it can decode any; seldom enough like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One piece of the file through both."""

    audio_s: float
    service_s: float
    engine_s: float
    in_service_decode_s: float
    """What the engine inside the service took: the rest of ``service_s`` is the pipeline's own."""

    decoded_audio_s: float
    """In the service, with the margins around the speech and what was decoded twice."""

    engine_audio_s: float
    """In the bare engine: the stretches that have text."""

    @property
    def tax(self) -> float:
        """Time of the service ÷ time of the bare engine, each for a second of decoded audio."""
        return self.service_s / self.decoded_audio_s / (self.engine_s / self.engine_audio_s)


def long_recording(recordings: list[NDArray[np.int16]], minutes: float) -> NDArray[np.int16]:
    """Join recordings in turn with pauses between them until they are long enough."""
    pieces: list[NDArray[np.int16]] = []
    wanted = round(minutes * 60 * SAMPLE_RATE_HZ)
    while sum(len(piece) for piece in pieces) < wanted:
        at = len(pieces) // 2
        pause_s = _PAUSES_S[at % len(_PAUSES_S)]
        pieces += [
            recordings[at % len(recordings)],
            np.zeros(round(pause_s * SAMPLE_RATE_HZ), dtype=np.int16),
        ]
    return np.concatenate(pieces)[:wanted]


def rounds(audio: NDArray[np.int16]) -> Iterator[bytes]:
    """Cut a long recording into the pieces of one round each."""
    size = _ROUND_S * SAMPLE_RATE_HZ
    for begin in range(0, len(audio), size):
        yield audio[begin : begin + size].tobytes()


async def measure_round(socket: Path, decode: Decode, pcm: bytes) -> Round:
    """Send one piece through the service, then its segments through the bare engine."""
    began = time.perf_counter()
    run = await SessionClient(socket, pcm, kind=SessionKind.BATCH).work()
    service_s = time.perf_counter() - began
    began = time.perf_counter()
    stretches = segments(run)
    for start, end in stretches:
        decode(to_samples_array(pcm[start * SAMPLE_WIDTH_BYTES : end * SAMPLE_WIDTH_BYTES]))
    engine_s = time.perf_counter() - began
    assert run.ended is not None, "work() returns after the end"
    return Round(
        audio_s=to_seconds(len(pcm) // SAMPLE_WIDTH_BYTES),
        service_s=round(service_s, 3),
        engine_s=round(engine_s, 3),
        in_service_decode_s=run.ended.decode_s,
        decoded_audio_s=run.ended.decoded_audio_s,
        engine_audio_s=to_seconds(sum(end - start for start, end in stretches)),
    )


def segments(run: SessionRun) -> list[tuple[int, int]]:
    """Return the stretches the service decoded at once: finals of the same utterance."""
    bounds: dict[int, tuple[int, int]] = {}
    for final in run.finals:
        start, _ = bounds.get(final.utterance, (final.start_sample, 0))
        bounds[final.utterance] = (start, final.end_sample)
    return list(bounds.values())
