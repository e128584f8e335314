"""How long it takes to write a day's text in each format, and to encode its sound."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.measured import Part
from appliance.diagnostics.peak_memory import peak_rss_bytes
from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.domain.journal import Instant
from appliance.domain.recording import Recording, RecordingState
from appliance.domain.transcript import Segment, Transcript, TranscriptKind, Word
from appliance.export.formats import FORMATS, LABELS
from appliance.export.formats.audio import flac_blocks
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions
from appliance.recordings import RecordingWriter, SystemClock

_SPOKEN_S: Final = 4.0
_EVERY_S: Final = 4.32
"""20,000 utterances fill a day."""

_SAID: Final = (
    "今天的会议现在开始，请大家看第二页，这里有一个25毫米的问题。",
    "The pump on line 3 is leaking at 3.5 MPa, please have a look at it.",
    "好的。",
    "这一句话说得很长很长，后面还有半句。完了谢谢大家再见，我们明天继续讨论这个方案。",
)
_FILE_S: Final = 60


def measure_texts(utterances: int) -> Part:
    """Write a text of so many utterances in every format."""
    item = _item(utterances)
    figures: dict[str, float] = {}
    sizes: dict[str, int] = {}
    before = peak_rss_bytes(os.getpid())
    for chosen, render in FORMATS.items():
        begun = time.process_time()
        sizes[chosen.value] = len(render(item, LABELS["zh-CN"], ExportOptions()))
        figures[f"{chosen.value}_s"] = round(time.process_time() - begun, 3)
    grown = peak_rss_bytes(os.getpid()) - before
    return Part(
        name="formats",
        title="Writing texts",
        conditions={"utterances": str(utterances)},
        figures={**figures, "peak_growth_mb": round(grown / 2**20, 1)},
        details={"bytes": sizes},
    )


def measure_sound(minutes: int) -> Part:
    """Encode a recording of so many minutes, and the same samples with libsndfile alone."""
    speech = built_in("meeting_zh")
    samples = to_samples(60.0 * minutes)
    pcm = np.resize(speech, samples)
    with tempfile.TemporaryDirectory(prefix="tingxia-bench-") as scratch:
        folder = _recorded(Path(scratch) / "20250101-000000-b0b0", pcm)
        bare_s = _timed(lambda: _bare(Path(scratch) / "bare.flac", pcm))
        size = 0

        def stream() -> None:
            nonlocal size
            size = sum(len(block) for block in flac_blocks(folder))

        streamed_s = _timed(stream)
    return Part(
        name="flac",
        title="Encoding sound",
        conditions={"minutes": str(minutes)},
        figures={
            "flac_rtf": round(streamed_s / (60 * minutes), 6),
            "bare_rtf": round(bare_s / (60 * minutes), 6),
            "ratio_to_bare": round(streamed_s / bare_s, 2),
            "read_mb_per_second": round(2 * samples / 1e6 / streamed_s, 1),
            "share_of_size": round(size / (2 * samples), 3),
        },
    )


def _timed(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _bare(file: Path, pcm: np.ndarray) -> None:
    with soundfile.SoundFile(
        file, "w", SAMPLE_RATE_HZ, 1, "PCM_16", format="FLAC", compression_level=0.5
    ) as encoder:
        encoder.write(pcm)


def _recorded(folder: Path, pcm: np.ndarray) -> Path:
    writer = RecordingWriter.create(
        folder,
        recording_id=folder.name,
        title="",
        segment_samples=_FILE_S * SAMPLE_RATE_HZ,
        clock=SystemClock(),
    )
    for first in range(0, len(pcm), _FILE_S * SAMPLE_RATE_HZ):
        writer.append(pcm[first : first + _FILE_S * SAMPLE_RATE_HZ].astype("<i2").tobytes())
    writer.close("asked")
    return folder


def _item(utterances: int) -> ExportItem:
    recording = Recording(
        id="20250101-000000-b0b0",
        title="",
        state=RecordingState.CLOSED,
        started=Instant(
            boot_id="", monotonic_ns=0, wall="2025-01-01T00:00:00+00:00", clock_trusted=True
        ),
        total_samples=to_samples(_EVERY_S * utterances),
    )
    segments = tuple(_segments(utterances))
    transcript = Transcript(
        kind=TranscriptKind.SECOND_PASS,
        segments=segments,
        decided_samples=recording.total_samples or 0,
        complete=True,
    )
    return ExportItem(recording=recording, transcript=transcript)


def _segments(utterances: int) -> Iterator[Segment]:
    models = [_segment(text) for text in _SAID]
    for number in range(utterances):
        at = to_samples(_EVERY_S * number)
        model = models[number % len(models)]
        yield replace(
            model,
            start_sample=at,
            end_sample=at + model.end_sample,
            speaker=number % 3 + 1,
            words=tuple(
                replace(word, start_sample=at + word.start_sample, end_sample=at + word.end_sample)
                for word in model.words
            ),
        )


def _segment(text: str) -> Segment:
    """Make an utterance whose words are its characters without the marks, as recognisers do."""
    length = to_samples(_SPOKEN_S)
    words = tuple(
        Word(
            text=character,
            start_sample=length * at // len(text),
            end_sample=length * (at + 1) // len(text),
        )
        for at, character in enumerate(text)
        if character.isalnum()
    )
    return Segment(
        start_sample=0,
        end_sample=length,
        text=text,
        raw_text=text,
        language="zh",
        engine="bench",
        model="bench",
        model_sha256="0" * 64,
        words=words,
    )
