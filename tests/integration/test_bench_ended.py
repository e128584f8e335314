"""A bench that is told to end before it is done."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
async def test_the_box_of_a_bench_ends_with_it(order: signal.Signals, tmp_path: Path) -> None:
    """No process that it started goes on, and its folder is gone."""
    bench = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "appliance", "bench", "start", "--repeat", "1"),
        env={**os.environ, "TMPDIR": str(tmp_path), "TINGXIA_INFERENCE_THREADS": "1"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    box: list[psutil.Process] = []
    try:
        async with asyncio.timeout(120):
            while not list(tmp_path.glob("tingxia-start-*/data/log/capture.log")):
                await asyncio.sleep(0.05)
        box = psutil.Process(bench.pid).children(recursive=True)
        bench.send_signal(order)
        async with asyncio.timeout(120):
            await bench.wait()
        _, left = await asyncio.to_thread(psutil.wait_procs, box, timeout=10)
        assert [] == left
        assert [] == list(tmp_path.glob("tingxia-start-*"))
    finally:
        if bench.returncode is None:
            bench.kill()
        await bench.wait()
        for process in box:
            if process.is_running():
                process.kill()
