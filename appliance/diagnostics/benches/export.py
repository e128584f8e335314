"""An export with its audio, verified, against `cp -r`, `sync` and hashing of the same bytes."""

import asyncio
import hashlib
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.benches.loop_disk import target_folder
from appliance.diagnostics.measured import Part
from appliance.diagnostics.targets import EXPORT
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.transcript import Segment, Transcript, TranscriptKind
from appliance.errors import UsageError
from appliance.export import ExportItem, ExportOptions, ExportStep, Format, export, prepared
from appliance.export.contents import ENCODED, FLAC, AudioSource
from appliance.paths import Paths, prepare
from appliance.recordings.clock import SystemClock
from appliance.recordings.writer import RecordingWriter
from appliance.samples.built_in import sample_text

_OPTIONS: Final = ExportOptions(formats=(Format.TXT, Format.SRT, Format.JSON, Format.FLAC))
_UTTERANCE_S: Final = 5
_SEGMENT_S: Final = 60
_EXPORTED_BYTES_PER_MIN: Final = 2_000_000
"""As much as the samples: more than speech becomes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ours:
    """An export and its steps."""

    total_s: float
    steps_s: dict[str, float]
    written_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """A plain copy, and the hashing of what it wrote in three ways."""

    cp_s: float
    sync_s: float
    cached_s: float
    """By `sha256sum`, from the cache, where `cp` left it."""

    hashlib_s: float
    """The same, by the library that the export hashes with."""

    medium_s: float
    """By `sha256sum`, with the cache of each file dropped before, as an export reads."""

    @property
    def bare_s(self) -> float:
        """Before anything is hashed."""
        return self.cp_s + self.sync_s


async def measure(*, recordings: int, minutes: float, to: Path | None, repeat: int) -> Part:
    """Export and copy in turn, each into a fresh folder below ``to``. Raises ApplianceError.

    Without ``to`` that is an ext4 of its own on a loop device, or a folder for who is not root.
    The recordings are speech, made for this in a temporary folder and removed afterwards. The
    copy is of what the export wrote.
    """
    if to is not None and not to.is_dir():
        raise UsageError("{to} is no folder.", hint="Name one with --to.", to=to)
    room_bytes = round(recordings * (minutes * _EXPORTED_BYTES_PER_MIN + 100_000))
    with (
        tempfile.TemporaryDirectory(prefix="tingxia-bench-") as box,
        target_folder(to, Path(box), room_bytes) as (stick, kind),
    ):
        paths = Paths(data=Path(box) / "data", run=Path(box) / "run")
        items = await asyncio.to_thread(_made, paths, recordings, minutes)
        preparing_s = await asyncio.to_thread(_prepare, items)
        same = Path(box) / "same"
        # The first of all pays for what the disk does once, so it is not counted.
        await _export(paths, items, stick / "first", FLAC)
        await asyncio.to_thread(shutil.move, stick / "first", same)
        ours, encoding, copies = [], [], []
        for _ in range(repeat):
            folder = stick / "export"
            ours.append(await _export(paths, items, folder, FLAC))
            await asyncio.to_thread(shutil.rmtree, folder)
            encoding.append(await _export(paths, items, folder, ENCODED))
            await asyncio.to_thread(shutil.rmtree, folder)
            copy = stick / "copy"
            copies.append(await _copy(same, copy))
            await asyncio.to_thread(shutil.rmtree, copy)
    return _part(
        ours,
        encoding,
        copies,
        preparing_s=preparing_s,
        conditions={
            "recordings": f"{recordings} × {minutes:g} min",
            "target": kind,
            "audio": "FLAC, encoded beforehand; what is called encoding does it on the way",
        },
    )


def _part(
    ours: Sequence[_Ours],
    encoding: Sequence[_Ours],
    copies: Sequence[_Copy],
    *,
    preparing_s: float,
    conditions: dict[str, str],
) -> Part:
    megabytes = ours[0].written_bytes / 1e6
    export_s = statistics.median(each.total_s for each in ours)
    encoding_s = statistics.median(each.total_s for each in encoding)
    cached_s = _median(copies, lambda each: each.bare_s + each.cached_s)
    hashlib_s = _median(copies, lambda each: each.bare_s + each.hashlib_s)
    medium_s = _median(copies, lambda each: each.bare_s + each.medium_s)
    steps = {
        f"{step}_s": round(statistics.median(each.steps_s[step] for each in ours), 2)
        for step in ours[0].steps_s
    }
    return Part(
        name="export",
        title="Verified export against a plain copy",
        conditions=conditions,
        figures={
            "throughput_share_of_copy": round(cached_s / export_s, 3),
            "share_of_copy_hashed_from_medium": round(medium_s / export_s, 3),
            "share_of_copy_hashed_by_hashlib": round(hashlib_s / export_s, 3),
            "encoding_share_of_copy": round(cached_s / encoding_s, 3),
            "export_mb_per_s": round(megabytes / export_s, 1),
            "copy_mb_per_s": round(megabytes / cached_s, 1),
            "export_s": round(export_s, 2),
            **steps,
            "encoding_export_s": round(encoding_s, 2),
            "copy_hashed_from_cache_s": round(cached_s, 2),
            "copy_hashed_from_medium_s": round(medium_s, 2),
            "copy_hashed_by_hashlib_s": round(hashlib_s, 2),
            "preparing_s": round(preparing_s, 2),
            "written_mb": round(megabytes, 1),
        },
        targets=EXPORT,
        details={
            "exports_s": [round(each.total_s, 2) for each in ours],
            "encoding_exports_s": [round(each.total_s, 2) for each in encoding],
            "copies": [{key: round(s, 2) for key, s in asdict(each).items()} for each in copies],
        },
    )


def _median(copies: Sequence[_Copy], figure: Callable[[_Copy], float]) -> float:
    return statistics.median(map(figure, copies))


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


def _prepare(items: Iterable[ExportItem]) -> float:
    began = time.monotonic()
    for item in items:
        assert item.folder is not None
        prepared.prepare(item.folder)
    return time.monotonic() - began


async def _export(
    paths: Paths, items: Sequence[ExportItem], folder: Path, source: AudioSource
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


async def _copy(source: Path, target: Path) -> _Copy:
    sums = ("sh", "-c", 'find "$1" -type f -exec sha256sum {} + >/dev/null', "sh", str(target))
    await _settled()
    cp_s = await _timed("cp", "-r", str(source), str(target))
    sync_s = await _timed("sync")
    cached_s = await _timed(*sums)
    hashlib_s = await asyncio.to_thread(_hash, target)
    await asyncio.to_thread(_drop_cache, target)
    return _Copy(
        cp_s=cp_s,
        sync_s=sync_s,
        cached_s=cached_s,
        hashlib_s=hashlib_s,
        medium_s=await _timed(*sums),
    )


def _hash(folder: Path) -> float:
    began = time.monotonic()
    for path in _files(folder):
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")
    return time.monotonic() - began


def _drop_cache(folder: Path) -> None:
    """Of these files alone: other programs keep theirs."""
    for path in _files(folder):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


async def _timed(*command: str) -> float:
    began = time.monotonic()
    await _run(*command)
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
