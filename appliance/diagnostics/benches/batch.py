"""A batch of files through a whole box: its speed beside the bare engine, and a very long file."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from operator import truediv
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Final

import psutil

from appliance.config import Settings
from appliance.diagnostics.batch_files import FORMATS, write_speech
from appliance.diagnostics.benches.load import megabytes
from appliance.diagnostics.cpu_share import StolenTime
from appliance.diagnostics.long_run_recording import LongRecording
from appliance.diagnostics.measured import Part
from appliance.diagnostics.peak_memory import peak_rss_bytes
from appliance.diagnostics.pipeline_tax import segments
from appliance.diagnostics.running_box import (
    AT_REST,
    ONLY_TEXT,
    BoxFailedError,
    RunningBox,
    running_box,
)
from appliance.diagnostics.session_run import SessionClient
from appliance.diagnostics.targets import BATCH, LONG_FILE
from appliance.diagnostics.watched_file import WatchedFile
from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.domain.batch import JobState
from appliance.domain.process import Role
from appliance.inference.assembly import open_in_use
from appliance.inference.engine import Engine, EngineRequest, Samples
from appliance.inference.engine_thread import to_samples_array
from appliance.wire import request
from appliance.wire.files import AddFiles, ChangeQueue, FileLine, FilesAdded, QueueChanged
from appliance.wire.files_client import KnownQueue, queue
from appliance.wire.inference import SessionKind
from appliance.wire.station_client import stored_text

POLL_S: Final = 0.1
_NOTHING_ELSE: Final = MappingProxyType({**AT_REST, **ONLY_TEXT})
_OVER: Final = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


async def measure(settings: Settings, *, files: int, minutes: float) -> Part:
    """Take each file through the queue of a box, and its speech through the bare engine.

    They take turns, a file long, each beginning every other time, and the tax is that of the
    turns in the middle: a shared machine can be at half its speed for minutes. The box neither
    tells speakers apart nor encodes for exports, which it does while nobody waits: the bare
    engine would be measured beside it.
    """
    with tempfile.TemporaryDirectory(prefix="tingxia-batch-") as folder:
        made = [
            Path(folder) / f"{number}.{FORMATS[number % len(FORMATS)]}" for number in range(files)
        ]
        for file in made:
            await asyncio.to_thread(write_speech, file, minutes * 60)
        data = Path(folder) / "data"
        async with running_box(data, mic="silence", environment=dict(_NOTHING_ELSE)) as box:
            await box.until_model_ready()
            await box.until_running(Role.STATION)
            bare = await _bare(settings, box, minutes)
            batch_s: list[float] = []
            bare_s: list[float] = []
            for number, file in enumerate(made):
                if number % 2:
                    bare_s.append(await asyncio.to_thread(bare.work))
                batch_s.append(await _through(box, file))
                if not number % 2:
                    bare_s.append(await asyncio.to_thread(bare.work))
            lines = await _until_over(box)
            decode_s = _decode_s(box)
            characters = [await _characters(box, line) for line in lines]
    audio_s = sum(line.total_s for line in lines)
    return Part(
        name="batch",
        title="Files through the queue of a box, one at a time ÷ through the bare engine",
        conditions={"files": str(files), "minutes": f"{minutes:g}"},
        figures={
            "batch_tax": round(median(map(truediv, batch_s, bare_s)), 4),
            "batch_tax_total": round(sum(batch_s) / sum(bare_s), 4),
            "batch_tax_within_service": round(sum(batch_s) / decode_s, 4) if decode_s else 0.0,
            "batch_rtf": round(sum(batch_s) / audio_s, 4),
            "bare_rtf": round(sum(bare_s) / audio_s, 4),
        },
        targets=dict(BATCH),
        details={
            "audio_s": round(audio_s, 1),
            "batch_s": [round(took, 2) for took in batch_s],
            "bare_s": [round(took, 2) for took in bare_s],
            "segments": len(bare.stretches),
            "characters": characters,
            "bare_characters": bare.characters,
        },
    )


@dataclass(kw_only=True)
class _Bare:
    """The engine alone, on the speech of one file."""

    engine: Engine
    wanted: EngineRequest
    stretches: list[Samples]
    """As the service cuts them, the same in every file."""

    characters: int = 0

    def work(self) -> float:
        """Return how long it took."""
        began = time.monotonic()
        for stretch in self.stretches:
            self.characters += len(self.engine.transcribe(stretch, self.wanted).text)
        return time.monotonic() - began


async def _bare(settings: Settings, box: RunningBox, minutes: float) -> _Bare:
    """Load the engine in this process, and decode once on both sides."""
    pcm = b"".join(LongRecording(minutes * 60).blocks())
    run = await SessionClient(box.paths.inference_socket, pcm, kind=SessionKind.BATCH).work()
    bare = _Bare(
        engine=open_in_use(settings),
        wanted=EngineRequest(
            language=settings.inference.language, itn=settings.text.itn, wants_words=True
        ),
        stretches=[
            to_samples_array(pcm[start * SAMPLE_WIDTH_BYTES : end * SAMPLE_WIDTH_BYTES])
            for start, end in segments(run)
        ],
    )
    await asyncio.to_thread(bare.engine.transcribe, bare.stretches[0], bare.wanted)
    return bare


async def _through(box: RunningBox, file: Path) -> float:
    """Return how long a file took. Raises BoxFailedError if it has no text."""
    began = time.monotonic()
    await _add(box, file)
    lines = await _until_over(box)
    took_s = time.monotonic() - began
    _require_done(lines)
    return took_s


async def measure_long(
    *, hours: float, suffix: str, share: float, speech_share: float | None = None
) -> Part:
    """Take one long file through a box and watch its decoder and what is told of its progress."""
    with tempfile.TemporaryDirectory(prefix="tingxia-long-file-") as folder:
        file = Path(folder) / f"long.{suffix}"
        await asyncio.to_thread(write_speech, file, hours * 3600, speech_share=speech_share)
        data = Path(folder) / "data"
        async with running_box(data, mic="silence", environment=dict(_NOTHING_ELSE)) as box:
            await box.until_model_ready()
            await box.until_running(Role.STATION)
            stolen = StolenTime()
            began = time.monotonic()
            await _add(box, file)
            watched = WatchedFile()
            async for known in _told(box):
                if not watched.decoded_s:  # another child of the station may come afterwards
                    watched.decoder_bytes = max(watched.decoder_bytes, await _decoder_bytes(box))
                watched.see(known, time.monotonic() - began)
                last = watched.sights[-1]
                if (
                    last.done_s >= share * last.total_s
                    and watched.decoded_s
                    and watched.first_text_s
                ):
                    break
            end_s = time.monotonic() - began
            stolen_share = stolen.share
            if share < 1:
                cancel = ChangeQueue(deed="cancel", job_ids=tuple(known.files))
                await request(box.paths.station_socket, cancel, QueueChanged)
            else:
                _require_done(await _until_over(box))
        size_bytes = file.stat().st_size
    return Part(
        name="long-file",
        title="One long file",
        conditions={
            "hours": f"{hours:g}",
            "format": suffix,
            "share": f"{share:g}",
            "speech_share": "all" if speech_share is None else f"{speech_share:g}",
        },
        figures={
            "first_text_s": round(watched.first_text_s, 2),
            "decoder_peak_mb": megabytes(watched.decoder_bytes),
            "decoded_after_s": round(watched.decoded_s, 1),
            "progress_off_ratio": round(watched.progress_off(end_s), 3),
            "told_end_off_ratio": round(watched.told_end_off(end_s), 3),
            "stolen_cpu_share": round(stolen_share, 3),
        },
        targets=dict(LONG_FILE),
        details={
            "end_s": round(end_s, 2),
            "file_mb": megabytes(size_bytes),
            "told_length_s": watched.sights[0].total_s,
            "length_s": watched.sights[-1].total_s,
            "told_end_s": watched.told_ends(),
        },
    )


def _require_done(lines: Sequence[FileLine]) -> None:
    bad = [line for line in lines if line.state is not JobState.DONE]
    if bad:
        raise BoxFailedError(
            "{name} was not done: {reason}", hint="{then}",
            name=bad[0].name, reason=bad[0].reason, then=bad[0].hint,
        )  # fmt: skip


async def _characters(box: RunningBox, line: FileLine) -> int:
    """Return how long the text of a file is that is done."""
    text = await stored_text(box.paths.station_socket, line.recording_id or "")
    return sum(len(segment.text) for segment in text.segments)


async def _told(box: RunningBox) -> AsyncIterator[KnownQueue]:
    while True:
        yield await queue(box.paths.station_socket)
        await asyncio.sleep(POLL_S)


async def _add(box: RunningBox, file: Path) -> None:
    question = AddFiles(paths=(str(file),), again=True)
    added = await request(box.paths.station_socket, question, FilesAdded)
    if not added.job_ids:
        raise BoxFailedError("{name} is not taken.", hint="See log/station.log.", name=file.name)


async def _until_over(box: RunningBox) -> list[FileLine]:
    async for known in _told(box):
        if all(line.state in _OVER for line in known.files.values()):
            return list(known.files.values())
    raise AssertionError("the queue is told for ever")


async def _decoder_bytes(box: RunningBox) -> int:
    pid = (await box.process_status(Role.STATION)).pid
    if pid is None:
        return 0
    try:
        children = psutil.Process(pid).children()
        return max((peak_rss_bytes(child.pid) for child in children), default=0)
    except psutil.Error:
        return 0  # it has just come to its end


def _decode_s(box: RunningBox) -> float:
    """Sum up what the engine worked in the box, as the station noted it of each session."""
    total_s = 0.0
    for line in (box.paths.log / "station.log").read_text().splitlines():
        facts = json.loads(line)
        if facts.get("event") == "session-ended":
            total_s += facts.get("decode_s", 0.0)
    return total_s
