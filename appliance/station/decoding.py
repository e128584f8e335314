"""Audio of any file that did not come from our own microphone, decoded in a throwaway process."""

import asyncio
import errno
import logging
import os
import resource
import signal
import stat
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Final

from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES, to_samples
from appliance.station.decode_report import Report, read_report
from appliance.station.decode_sandbox import cpu_limit_s
from appliance.station.unreadable_audio import Refusal, UnreadableAudioError

log = logging.getLogger(__name__)

BLOCK_BYTES: Final = 64 * 1024
LONGEST_H: Final = 12
_LEAST_BYTES_PER_S: Final = 500
"""Of speech at the lowest bit rate. A smaller file that says that it is longer is not believed."""

STALL_S: Final = 60.0
"""A decoder that is waited for so long is stuck."""

_SPENT_SHARE: Final = 0.5
"""Who was killed after more than this of its time had reached the limit: the kernel counts what a
limit allows in whole ticks, also where others ran in them, and what was used more closely. Other
decoders that ended meanwhile count as well, so that a lack of memory may be told as one of time."""

_LONGEST_BYTES: Final = LONGEST_H * 3600 * SAMPLE_RATE_HZ * SAMPLE_WIDTH_BYTES

_OPENING: Final = {
    errno.ENOENT: Refusal.MISSING,
    errno.ENOTDIR: Refusal.MISSING,
    errno.ELOOP: Refusal.LINK,
    errno.EACCES: Refusal.FORBIDDEN,
    errno.EPERM: Refusal.FORBIDDEN,
    errno.ENXIO: Refusal.SPECIAL,
}


async def decode(
    file: Path,
    *,
    on_warning: Callable[[str], None] | None = None,
    on_duration: Callable[[float], None] | None = None,
) -> AsyncGenerator[bytes]:
    """Yield 16-bit little-endian mono PCM at 16 kHz in blocks of at most 64 KiB, whole samples.

    Of a file whose end is missing, what is there comes; ``on_warning`` is told, and the log;
    ``on_duration`` hears, perhaps, how long the file says that it is.
    The decoder is killed when the iterator is closed; use ``contextlib.aclosing`` when leaving
    early. Raises UnreadableAudioError, also after some audio came.
    """
    opened = await asyncio.to_thread(open_file, file)
    size_bytes = os.fstat(opened).st_size
    cpu_s = cpu_limit_s(size_bytes)
    spent_s = _spent_by_children_s()
    try:
        process = await _start(opened)
    finally:
        os.close(opened)
    assert process.stdout is not None
    assert process.stderr is not None
    decoded_bytes = told_bytes = 0

    def hear(duration_s: float, is_guess: bool) -> None:
        nonlocal told_bytes
        if not is_guess and size_bytes >= duration_s * _LEAST_BYTES_PER_S:
            told_bytes = to_samples(duration_s) * SAMPLE_WIDTH_BYTES
        if on_duration is not None:
            on_duration(duration_s)

    reading = asyncio.create_task(read_report(process.stderr, on_duration=hear))
    try:
        while block := await _next_block(process.stdout, file):
            decoded_bytes += len(block)
            if max(decoded_bytes, told_bytes) > _LONGEST_BYTES:
                raise UnreadableAudioError(Refusal.TOO_LONG, file, str(LONGEST_H))
            yield block
        status = await process.wait()
        report = await reading
    finally:
        await _end(process, reading)
    spent_s = _spent_by_children_s() - spent_s
    _judge(
        file,
        report,
        status=status,
        had_time=spent_s < _SPENT_SHARE * cpu_s,
        has_sound=decoded_bytes > 0,
    )
    warning = report.warning or report.detail
    if warning:
        log.warning("%s: %s", file, warning, extra={"event": "audio-incomplete", "file": str(file)})
        if on_warning is not None:
            on_warning(warning)


def open_file(file: Path) -> int:
    """Open a regular file that is not empty; blocks. Raises UnreadableAudioError."""
    try:
        # Without O_NONBLOCK a pipe would wait for a writer for ever.
        opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        refusal = _OPENING.get(error.errno or 0, Refusal.READ_FAILED)
        raise UnreadableAudioError(refusal, file, error.strerror or "") from error
    unfit = _unfit(os.fstat(opened))
    if unfit is not None:
        os.close(opened)
        raise UnreadableAudioError(unfit, file)
    return opened


def _unfit(found: os.stat_result) -> Refusal | None:
    if stat.S_ISDIR(found.st_mode):
        return Refusal.FOLDER
    if not stat.S_ISREG(found.st_mode):
        return Refusal.SPECIAL
    return Refusal.EMPTY if found.st_size == 0 else None


async def _start(opened: int) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "appliance.station.decode_child",
        str(opened),
        str(os.getpid()),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        pass_fds=(opened,),
        start_new_session=True,
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            # Threads of the linear algebra library would each reserve address space.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        },
    )


async def _next_block(stream: asyncio.StreamReader, file: Path) -> bytes:
    try:
        async with asyncio.timeout(STALL_S):
            return await stream.readexactly(BLOCK_BYTES)
    except asyncio.IncompleteReadError as end:
        return end.partial[: len(end.partial) // SAMPLE_WIDTH_BYTES * SAMPLE_WIDTH_BYTES]
    except TimeoutError as error:
        raise UnreadableAudioError(Refusal.TOO_SLOW, file) from error


def _spent_by_children_s() -> float:
    """Return the processor time of all that came to their end: no less than that of any one."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _judge(file: Path, report: Report, *, status: int, had_time: bool, has_sound: bool) -> None:
    """Raise UnreadableAudioError if the decoder failed; ``had_time``: much of it was left.

    Where both limits of processor time are the same, Linux kills without a warning. That is
    wanted: ffmpeg would take the warning for an order to end in good order, and half a file for a
    whole one. A kernel that is short of memory kills the same way, but whoever still had time.
    """
    if report.refusal is not None:
        raise UnreadableAudioError(report.refusal, file, report.detail)
    if status == -signal.SIGKILL and had_time:
        raise UnreadableAudioError(Refusal.SHORT_OF_MEMORY, file)
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise UnreadableAudioError(Refusal.TOO_SLOW, file)
    if status < 0:
        raise UnreadableAudioError(Refusal.DECODER_DIED, file, signal.Signals(-status).name)
    if not has_sound and report.detail and "matches no streams" not in report.detail:
        raise UnreadableAudioError(Refusal.DAMAGED, file, report.detail)
    if not has_sound:
        raise UnreadableAudioError(Refusal.NO_SOUND, file)


async def _end(process: Process, reading: "asyncio.Task[Report]") -> None:
    """Kill the decoder if it still runs, and take its pipes to their end."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            log.debug("the decoder had just ended", extra={"event": "decoder-ended"})
    assert process.stdout is not None
    await process.stdout.read()  # a full pipe would keep asyncio from seeing the end
    await process.wait()
    await reading
