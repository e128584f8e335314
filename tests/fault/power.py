"""A mounted forgetful disk, and what is left of it after the power is cut."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from appliance.domain.journal import Instant
from appliance.recordings.clock import SystemClock
from tests.fault.forgetful_mount import unmount

PATIENCE_S = 20.0


class Power:
    """Feeds one forgetful disk."""

    def __init__(self, folder: Path, process: asyncio.subprocess.Process) -> None:
        self.folder = folder
        self._process = process

    async def cut(self, seed: int, target: Path) -> None:
        """Cut it; what the disk still knows is in ``target`` when this returns."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{seed} {target}\n".encode())
        async with asyncio.timeout(PATIENCE_S):
            assert b"cut\n" == await self._process.stdout.readline()


@asynccontextmanager
async def forgetful_disk(folder: Path) -> AsyncIterator[Power]:
    """Mount a forgetful disk on a new folder until the end of the block."""
    folder.mkdir()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fault.forgetful_mount", folder, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not os.path.ismount(folder):
                if process.returncode is not None:
                    raise AssertionError("the disk is not mounted: is fuse3 installed?")
                await asyncio.sleep(0.01)
        yield Power(folder, process)
    finally:
        await asyncio.to_thread(unmount, folder)
        if process.returncode is None:
            process.kill()  # also fails what still waits for an answer of the disk
        await process.wait()


class AfterPowerCut:
    """The clock of a machine that was started again."""

    def now(self) -> Instant:
        """Return the present moment of another boot."""
        return replace(SystemClock().now(), boot_id="after the power cut")
