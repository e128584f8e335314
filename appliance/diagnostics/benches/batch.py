"""A batch of files through a whole box: its speed beside the bare engine, and a very long file."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

import psutil

from appliance.config import Settings
from appliance.diagnostics.audio_file import built_in
from appliance.diagnostics.batch_files import FORMATS, write_speech
from appliance.diagnostics.benches.load import megabytes
from appliance.diagnostics.long_run_recording import LongRecording
from appliance.diagnostics.measured import Part
from appliance.diagnostics.peak_memory import peak_rss_bytes
from appliance.diagnostics.pipeline_tax import segments
from appliance.diagnostics.running_box import BoxFailedError, RunningBox, running_box
from appliance.diagnostics.session_run import SessionClient
from appliance.diagnostics.targets import BATCH, LONG_FILE
from appliance.diagnostics.watched_file import WatchedFile
from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.domain.batch import JobState
from appliance.domain.process import Role
from appliance.inference.assembly import open_in_use
from appliance.inference.engine import EngineRequest
from appliance.inference.engine_thread import to_samples_array
from appliance.wire import request
from appliance.wire.files import AddFiles, ChangeQueue, FileLine, FilesAdded, QueueChanged
from appliance.wire.files_client import KnownQueue, queue
from appliance.wire.inference import SessionKind
from appliance.wire.station_client import stored_text

POLL_S: Final = 0.1
_OVER: Final = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


async def measure(settings: Settings, *, files: int, minutes: float) -> Part:
    """Take files through a box, then the same segments through the bare engine."""
    with tempfile.TemporaryDirectory(prefix="tingxia-batch-") as folder:
        made = [
            Path(folder) / f"{number}.{FORMATS[number % len(FORMATS)]}" for number in range(files)
        ]
        for file in made:
            await asyncio.to_thread(write_speech, file, minutes * 60)
        async with running_box(Path(folder) / "data", mic="silence") as box:
            await box.until_model_ready()
            await box.until_running(Role.STATION)
            await _warm_up(box)
            began = time.monotonic()
            await _add(box, made)
            lines = await _until_over(box)
            batch_s = time.monotonic() - began
            decode_s = _decode_s(box)
            _require_done(lines)
            characters = [await _characters(box, line) for line in lines]
            # The cuts of the speech, as the service makes them: the same in every file.
            pcm = b"".join(LongRecording(minutes * 60).blocks())
            run = await SessionClient(
                box.paths.inference_socket, pcm, kind=SessionKind.BATCH
            ).work()
    engine = open_in_use(settings)
    wanted = EngineRequest(
        language=settings.inference.language, itn=settings.text.itn, wants_words=True
    )
    stretches = [
        to_samples_array(pcm[start * SAMPLE_WIDTH_BYTES : end * SAMPLE_WIDTH_BYTES])
        for start, end in segments(run)
    ]
    await asyncio.to_thread(engine.transcribe, stretches[0], wanted)
    bare_characters = 0
    began = time.monotonic()
    for _ in range(files):
        for stretch in stretches:
            heard = await asyncio.to_thread(engine.transcribe, stretch, wanted)
            bare_characters += len(heard.text)
    bare_s = time.monotonic() - began
    audio_s = sum(line.total_s for line in lines)
    return Part(
        name="batch",
        title="A batch of files, through the box ÷ through the bare engine",
        conditions={"files": str(files), "minutes": f"{minutes:g}"},
        figures={
            "batch_tax": round(batch_s / bare_s, 4),
            "batch_tax_within_service": round(batch_s / decode_s, 4) if decode_s else 0.0,
            "batch_rtf": round(batch_s / audio_s, 4),
            "bare_rtf": round(bare_s / audio_s, 4),
        },
        targets=dict(BATCH),
        details={
            "audio_s": round(audio_s, 1),
            "batch_s": round(batch_s, 2),
            "bare_s": round(bare_s, 2),
            "segments": len(stretches),
            "characters": characters,
            "bare_characters": bare_characters,
        },
    )


async def measure_long(*, hours: float, suffix: str, share: float) -> Part:
    """Take one long file through a box and watch its decoder and what is told of its progress."""
    with tempfile.TemporaryDirectory(prefix="tingxia-long-file-") as folder:
        file = Path(folder) / f"long.{suffix}"
        await asyncio.to_thread(write_speech, file, hours * 3600)
        async with running_box(Path(folder) / "data", mic="silence") as box:
            await box.until_model_ready()
            await box.until_running(Role.STATION)
            began = time.monotonic()
            await _add(box, [file])
            watched = WatchedFile()
            async for known in _told(box):
                watched.see(known, time.monotonic() - began)
                watched.decoder_bytes = max(watched.decoder_bytes, await _decoder_bytes(box))
                last = watched.sights[-1]
                if (
                    last.done_s >= share * last.total_s
                    and watched.decoded_s
                    and watched.first_text_s
                ):
                    break
            end_s = time.monotonic() - began
            if share < 1:
                cancel = ChangeQueue(deed="cancel", job_ids=tuple(known.files))
                await request(box.paths.station_socket, cancel, QueueChanged)
            else:
                await _until_over(box)
        size_bytes = file.stat().st_size
    return Part(
        name="long-file",
        title="One long file",
        conditions={"hours": f"{hours:g}", "format": suffix, "share": f"{share:g}"},
        figures={
            "first_text_s": round(watched.first_text_s, 2),
            "decoder_peak_mb": megabytes(watched.decoder_bytes),
            "decoded_after_s": round(watched.decoded_s, 1),
            "progress_off_ratio": round(watched.dishonesty(end_s), 3),
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


async def _add(box: RunningBox, files: list[Path]) -> None:
    question = AddFiles(paths=tuple(map(str, files)), again=True)
    await request(box.paths.station_socket, question, FilesAdded)


async def _until_over(box: RunningBox) -> list[FileLine]:
    async for known in _told(box):
        if all(line.state in _OVER for line in known.files.values()):
            return list(known.files.values())
    raise AssertionError("the queue is told for ever")


async def _warm_up(box: RunningBox) -> None:
    """Let the engine decode once, so that both sides are measured warm."""
    pcm = built_in("factory_zh").tobytes()
    await SessionClient(box.paths.inference_socket, pcm, kind=SessionKind.BATCH).work()


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
