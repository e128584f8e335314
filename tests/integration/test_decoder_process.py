"""The process that decodes a file of a stranger: its limits, and every way it ends."""

import asyncio
import signal
import sys
from contextlib import aclosing, suppress
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile
from blockbuster import blockbuster_ctx

from appliance.station import decoding
from appliance.station.decode_sandbox import cpu_limit_s
from appliance.station.decoding import decode
from appliance.station.unreadable_audio import Refusal, UnreadableAudioError
from tests.fakes.audio_files import encoded, wav, written
from tests.fakes.only_child import only_child
from tests.integration.test_decoding import heard


async def decoder() -> psutil.Process:
    """The process that decodes for this test."""
    return only_child()


async def test_a_thousand_channels_stay_within_the_memory_limit(tmp_path: Path) -> None:
    """The most that libsndfile allows."""
    file = tmp_path / "a.wav"
    file.write_bytes(wav(bytes(2 * 1024 * 40_000), channels=1024))

    assert 40_000 == len(await heard(file))


async def test_hours_of_silence_in_a_small_file_are_read_in_little_memory(tmp_path: Path) -> None:
    """Two hours in a megabyte, never in memory as a whole."""
    file, seconds, peak = tmp_path / "a.flac", 0.0, 0
    with soundfile.SoundFile(file, "w", 16_000, 1) as long:
        for _ in range(120):
            long.write(np.zeros(60 * 16_000, dtype=np.int16))
    assert file.stat().st_size < 2_000_000
    async with aclosing(decode(file)) as blocks:
        async for block in blocks:
            if seconds == 0:
                child = await decoder()
            with suppress(psutil.NoSuchProcess):
                peak = max(peak, child.memory_info().rss)
            seconds += len(block) / 32_000

    assert 7200 == round(seconds)
    assert 0 < peak < 200 * 1024**2


@pytest.mark.parametrize("name", ["a.wav", "a.m4a"])
async def test_the_decoder_is_confined(tmp_path: Path, name: str) -> None:
    """Memory, time, files and network, also after ffmpeg took over."""
    file = encoded(tmp_path / name, 60.0)
    async with aclosing(decode(file)) as blocks:
        await anext(blocks)
        child = await decoder()
        limits = {
            which: child.rlimit(getattr(psutil, f"RLIMIT_{which}"))[1]
            for which in ("AS", "CPU", "NOFILE", "FSIZE", "CORE")
        }
        network = Path(f"/proc/{child.pid}/ns/net").readlink()
        environment = set(child.environ())

    cpu_s = cpu_limit_s(file.stat().st_size)
    assert {"AS": 2**30, "CPU": cpu_s, "NOFILE": 64, "FSIZE": 0, "CORE": 0} == limits
    assert Path("/proc/self/ns/net").readlink() != network
    assert {"PATH", "LANG", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"} == environment


@pytest.mark.parametrize("name", ["a.wav", "a.m4a"])
async def test_leaving_early_kills_the_decoder(tmp_path: Path, name: str) -> None:
    """It is gone when the iterator is closed."""
    async with aclosing(decode(encoded(tmp_path / name, 60.0))) as blocks:
        await anext(blocks)
        child = await decoder()

    assert not child.is_running()


async def test_cancelling_kills_the_decoder(tmp_path: Path) -> None:
    """A cancelled import leaves nothing behind."""
    file = written(tmp_path / "a.wav", 60.0)
    first = asyncio.Event()

    async def slow_reader() -> None:
        async with aclosing(decode(file)) as blocks:
            async for _ in blocks:
                first.set()
                await asyncio.Event().wait()

    reader = asyncio.create_task(slow_reader())
    await first.wait()
    child = await decoder()
    reader.cancel()
    await asyncio.wait([reader])

    assert reader.cancelled()
    assert not child.is_running()


PARENT = """
import asyncio, sys
from pathlib import Path
from appliance.station.decoding import decode

async def main():
    async for _ in decode(Path(sys.argv[1])):
        print("decoding", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("name", ["a.wav", "a.m4a"])
async def test_the_decoder_dies_with_its_parent(tmp_path: Path, name: str) -> None:
    """However the station ends."""
    file = encoded(tmp_path / name, 60.0)
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, file, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    await parent.stdout.readline()
    child = only_child(parent.pid)

    parent.kill()
    await parent.wait()

    gone, _ = await asyncio.to_thread(psutil.wait_procs, [child], timeout=5)
    assert [child] == gone


@pytest.mark.parametrize(
    ("sent", "expected", "words"),
    [
        (signal.SIGSEGV, Refusal.DECODER_DIED, "SIGSEGV"),
        (signal.SIGKILL, Refusal.SHORT_OF_MEMORY, "short of memory"),
        (signal.SIGXCPU, Refusal.TOO_SLOW, "too long"),
        (signal.SIGSTOP, Refusal.TOO_SLOW, "too long"),
    ],
)
async def test_a_decoder_that_crashes_or_hangs_costs_only_its_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sent: signal.Signals,
    expected: Refusal,
    words: str,
) -> None:
    """It is called by its name and cleared away."""
    file = written(tmp_path / "a.wav", 120.0)
    blocks = decode(file)
    await anext(blocks)
    if sent is signal.SIGSTOP:
        monkeypatch.setattr(decoding, "STALL_S", 0.5)
    child = await decoder()
    child.send_signal(sent)

    with pytest.raises(UnreadableAudioError, match=words) as refused:
        async for _ in blocks:
            pass

    assert expected is refused.value.refusal
    assert not child.is_running()


async def test_the_event_loop_never_waits_for_the_file(tmp_path: Path) -> None:
    """A slow stick must not stop the captions."""
    file = written(tmp_path / "a.wav")
    with blockbuster_ctx():
        async for _ in decode(file):
            pass
