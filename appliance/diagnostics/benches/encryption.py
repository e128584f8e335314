"""What encryption of audio costs: writing as capture does, and reading as a player does."""

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from appliance.diagnostics.latency import percentile
from appliance.diagnostics.measured import Part
from appliance.diagnostics.targets import ENCRYPTION
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.recordings import KeyFolder, RecordingAudio, RecordingWriter, SystemClock

RANGE_SAMPLES: Final = 64 * 1024
"""As much as the API reads at a time."""

_SEED: Final = 20
_ROUNDS: Final = 5
_READS: Final = 40
_PIECE_SAMPLES: Final = SAMPLE_RATE_HZ // 10
_SEGMENT_SAMPLES: Final = 60 * SAMPLE_RATE_HZ


@dataclass(slots=True, kw_only=True)
class _Times:
    appends_s: list[float] = field(default_factory=list)
    reads_s: list[float] = field(default_factory=list)
    first_reads_s: list[float] = field(default_factory=list)
    file_bytes: int = 0


def measure(*, minutes: float) -> Part:
    """Write and read the same noise plain and encrypted, in turn; the disk is not waited for."""
    plain, encrypted = _Times(), _Times()
    for number in range(_ROUNDS):
        for times, is_encrypted in ((plain, False), (encrypted, True)):
            with tempfile.TemporaryDirectory() as data:
                _round(Path(data), times, Random(number), minutes, is_encrypted=is_encrypted)  # noqa: S311 - the same places at every run
    return Part(
        name="encryption",
        title="Encryption of audio",
        conditions={"minutes": f"{minutes:g}", "range_samples": str(RANGE_SAMPLES)},
        figures={
            "append_ratio": round(median(encrypted.appends_s) / median(plain.appends_s), 2),
            "range_read_ratio": round(median(encrypted.reads_s) / median(plain.reads_s), 2),
            "first_range_ratio": round(
                median(encrypted.first_reads_s) / median(plain.first_reads_s), 2
            ),
            "range_read_p95_ms": round(1000 * percentile(encrypted.reads_s, 0.95), 2),
            "size_ratio": round(encrypted.file_bytes / plain.file_bytes, 4),
        },
        targets=dict(ENCRYPTION),
    )


def _round(data: Path, times: _Times, dice: Random, minutes: float, *, is_encrypted: bool) -> None:
    folder = data / "recordings" / "2025-05-01" / "20250501-120000-abcd"
    writer = RecordingWriter.create(
        folder,
        recording_id=folder.name,
        segment_samples=_SEGMENT_SAMPLES,
        clock=SystemClock(),
        deferred=True,
        keys=KeyFolder(data / "keys") if is_encrypted else None,
    )
    piece = Random(_SEED).randbytes(_PIECE_SAMPLES * SAMPLE_WIDTH_BYTES)  # noqa: S311
    for _ in range(round(minutes * 60 * SAMPLE_RATE_HZ / _PIECE_SAMPLES)):
        began = time.perf_counter()
        writer.append(piece)
        times.appends_s.append(time.perf_counter() - began)
    total = writer.recorded_samples
    writer.close("asked")
    times.file_bytes = sum(path.stat().st_size for path in folder.glob("0*"))
    audio = RecordingAudio(folder)
    for _ in range(_READS):
        first = dice.randrange(max(1, total - RANGE_SAMPLES))
        times.reads_s.append(_took_s(audio, first))
        times.first_reads_s.append(_took_s(RecordingAudio(folder), first))


def _took_s(audio: RecordingAudio, first: int) -> float:
    began = time.perf_counter()
    audio.read(first, RANGE_SAMPLES)
    return time.perf_counter() - began
