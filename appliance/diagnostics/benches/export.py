"""An export with its audio, verified, against `cp -r`, `sync` and hashing of the same bytes."""

import asyncio
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.measured import Part
from appliance.diagnostics.targets import EXPORT
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.export_plan import ROOT
from appliance.domain.transcript import Segment, Transcript, TranscriptKind
from appliance.errors import UsageError
from appliance.export import ExportItem, ExportOptions, ExportStep, Format, export
from appliance.export.contents import FLAC, AudioSource
from appliance.export.formats.audio import flac_blocks
from appliance.paths import Paths, prepare
from appliance.recordings.clock import SystemClock
from appliance.recordings.writer import RecordingWriter
from appliance.samples.built_in import sample_text

_OPTIONS: Final = ExportOptions(formats=(Format.TXT, Format.SRT, Format.JSON, Format.FLAC))
_UTTERANCE_S: Final = 5
_SEGMENT_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ours:
    """An export and its steps."""

    total_s: float
    steps_s: dict[str, float]
    written_bytes: int


async def measure(*, recordings: int, minutes: float, to: Path, repeat: int) -> Part:
    """Export and copy in turn, each into a fresh folder below ``to``. Raises ApplianceError.

    The recordings are speech, made for this in a temporary folder and removed afterwards. The
    copy is of what the export wrote; it is hashed as `cp` left it, from the cache.
    """
    if not to.is_dir():
        raise UsageError("{to} is no folder.", hint="Name one with --to.", to=to)
    with (
        tempfile.TemporaryDirectory(prefix="tingxia-bench-") as box,
        tempfile.TemporaryDirectory(prefix="tingxia-bench-", dir=to) as stick,
    ):
        paths = Paths(data=Path(box) / "data", run=Path(box) / "run")
        items = await asyncio.to_thread(_made, paths, recordings, minutes)
        same = Path(box) / "same"
        ours, ready, copies_s, encoding_s = [], [], [], []
        for number in range(repeat):
            folder = Path(stick) / f"export-{number}"
            ours.append(await _export(paths, items, folder))
            if not same.exists():
                await asyncio.to_thread(shutil.copytree, folder, same)
            await asyncio.to_thread(shutil.rmtree, folder)
            ready.append(await _export(paths, items, folder, _ready_made(same)))
            await asyncio.to_thread(shutil.rmtree, folder)
            copy = Path(stick) / f"copy-{number}"
            copies_s.append(await _copy(same, copy))
            await asyncio.to_thread(shutil.rmtree, copy)
            encoding_s.append(await asyncio.to_thread(_encode, items))
    return _part(
        ours,
        ready,
        copies_s,
        encoding_s,
        megabytes=ours[0].written_bytes / 1e6,
        conditions={"recordings": f"{recordings} × {minutes:g} min", "target": str(to)},
    )


def _part(
    ours: Sequence[_Ours],
    ready: Sequence[_Ours],
    copies_s: Sequence[float],
    encoding_s: Sequence[float],
    *,
    megabytes: float,
    conditions: dict[str, str],
) -> Part:
    export_s = statistics.median(each.total_s for each in ours)
    copy_s = statistics.median(copies_s)
    steps = {
        f"{step}_s": round(statistics.median(each.steps_s[step] for each in ours), 2)
        for step in ours[0].steps_s
    }
    ready_s = statistics.median(each.total_s for each in ready)
    encode_s = statistics.median(encoding_s)
    return Part(
        name="export",
        title="Verified export against a plain copy",
        conditions=conditions,
        figures={
            "throughput_share_of_copy": round(copy_s / export_s, 3),
            "ready_made_share_of_copy": round(copy_s / ready_s, 3),
            "export_mb_per_s": round(megabytes / export_s, 1),
            "bare_copy_mb_per_s": round(megabytes / copy_s, 1),
            "export_s": round(export_s, 2),
            "bare_copy_s": round(copy_s, 2),
            "bare_encoding_s": round(encode_s, 2),
            "ready_made_s": round(ready_s, 2),
            **steps,
            "written_mb": round(megabytes, 1),
        },
        targets=EXPORT,
        details={
            "exports_s": [round(each.total_s, 2) for each in ours],
            "ready_made_steps_s": ready[-1].steps_s,
            "copies_s": [round(each, 2) for each in copies_s],
            "encodings_s": [round(each, 2) for each in encoding_s],
        },
    )


def _made(paths: Paths, recordings: int, minutes: float) -> list[ExportItem]:
    """Make recordings of speech, each with a text; the same sound, shifted by a second each."""
    prepare(paths)
    speech = built_in("meeting_zh").tobytes()
    size_bytes = round(minutes * 60 * SAMPLE_RATE_HZ) * 2
    looped = speech * (size_bytes // len(speech) + 2)
    found = []
    for number in range(recordings):
        begin = 2 * SAMPLE_RATE_HZ * number % len(speech)
        pcm = looped[begin : begin + size_bytes]
        recording_id = f"20250501-{number // 3600:02d}{number // 60 % 60:02d}{number % 60:02d}-cafe"
        writer = RecordingWriter.create(
            paths.recording(recording_id),
            recording_id=recording_id,
            title=f"会议 {number + 1}",
            segment_samples=_SEGMENT_S * SAMPLE_RATE_HZ,
            clock=SystemClock(),
        )
        for first in range(0, len(pcm), 1 << 20):
            writer.append(pcm[first : first + (1 << 20)])
        found.append(
            ExportItem(
                recording=writer.close("asked"),
                transcript=_text(size_bytes // 2),
                folder=paths.recording(recording_id),
            )
        )
    return found


def _text(samples: int) -> Transcript:
    said = sample_text()
    step = _UTTERANCE_S * SAMPLE_RATE_HZ
    segments = tuple(
        Segment(
            start_sample=first,
            end_sample=min(first + step, samples),
            text=said[first // step * 20 % len(said) :][:20],
            raw_text=said[first // step * 20 % len(said) :][:20],
            language="zh",
            engine="none",
            model="none",
            model_sha256="0" * 64,
        )
        for first in range(0, samples, step)
    )
    return Transcript(
        kind=TranscriptKind.LIVE, segments=segments, decided_samples=samples, complete=True
    )


def _ready_made(exported: Path) -> AudioSource:
    """Give the audio as it was exported before, for the cost of all but the encoding."""

    def blocks(folder: Path) -> Iterator[bytes]:
        with files[folder.name].open("rb") as file:
            while block := file.read(1 << 20):
                yield block

    files = {
        json.loads((each / "manifest.json").read_bytes())["recording"]["id"]: next(
            each.glob("*.flac")
        )
        for each in (exported / ROOT).iterdir()
    }
    return AudioSource(
        blocks=blocks, largest_bytes=lambda folder: files[folder.name].stat().st_size
    )


async def _export(
    paths: Paths, items: Sequence[ExportItem], folder: Path, source: AudioSource = FLAC
) -> _Ours:
    folder.mkdir()
    for receipt in paths.receipts.iterdir():  # or audio would be recognised
        receipt.unlink()
    await _settled()
    began = last = time.monotonic()
    steps_s = dict.fromkeys((step.value for step in ExportStep if step != ExportStep.DONE), 0.0)
    step = ExportStep.CHECKING
    written = 0
    exporting = export(items, folder, receipts=paths.receipts, options=_OPTIONS, source=source)
    async for progress in exporting:
        now = time.monotonic()
        steps_s[step.value] += now - last
        step, last, written = progress.step, now, progress.done_bytes
    return _Ours(total_s=last - began, steps_s=steps_s, written_bytes=written)


async def _copy(source: Path, target: Path) -> float:
    await _settled()
    began = time.monotonic()
    await _run("cp", "-r", str(source), str(target))
    await _run("sync")
    await _run("sh", "-c", 'find "$1" -type f -exec sha256sum {} + >/dev/null', "sh", str(target))
    return time.monotonic() - began


def _encode(items: Sequence[ExportItem]) -> float:
    began = time.monotonic()
    for item in items:
        assert item.folder is not None
        for _block in flac_blocks(item.folder):
            pass
    return time.monotonic() - began


async def _settled() -> None:
    """Write what earlier work left to be written, so that nobody else pays for it."""
    await _run("sync")


async def _run(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(*command)
    if await process.wait():
        raise UsageError(
            "{command} failed.",
            hint="Choose a folder on a file system with enough room.",
            command=command[0],
        )
