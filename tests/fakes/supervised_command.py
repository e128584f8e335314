"""The command ``tingxia`` as a process of its own, over tiny children."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.domain.process import Role
from tests.fakes.screen import free_port
from tests.fakes.supervised_box import PATIENCE_S, Manners, SupervisedBox, settings_in

ROOT = Path(__file__).resolve().parents[2]


def environment_in(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a command that keeps everything in ``folder``, on a port of its own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TINGXIA_")}
    return ours | {
        "TINGXIA_STORAGE_DATA_DIR": str(folder / "data"),
        "TINGXIA_STORAGE_RUN_DIR": str(folder / "run"),
        "TINGXIA_STATION_PORT": str(free_port()),
        **more,
    }


def command_line(folder: Path, manners: Manners, *arguments: str) -> list[str]:
    """The command line of ``tingxia ARGUMENTS…`` with tiny children."""
    given = json.dumps({role.value: own for role, own in manners.items()})
    program = "tests.fakes.supervised_box"
    return [sys.executable, "-m", program, str(folder), given, *arguments]


async def tingxia(
    folder: Path,
    *arguments: str,
    manners: Manners | None = None,
    before: Sequence[str] = (),
) -> tuple[int, str, str]:
    """Run a command to its end, ``before`` in front of it; returns exit status, output, errors."""
    process = await asyncio.create_subprocess_exec(
        *before,
        *command_line(folder, manners or {}, *arguments),
        cwd=ROOT,
        env=environment_in(folder),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE_S):
        out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def up(
    folder: Path,
    *,
    manners: Mapping[Role, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[tuple[SupervisedBox, asyncio.subprocess.Process]]:
    """Run ``tingxia up`` until the end of the block; its standard output is a pipe."""
    process = await asyncio.create_subprocess_exec(
        *command_line(folder, manners or {}, "up"),
        cwd=ROOT,
        env=environment or environment_in(folder),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield SupervisedBox(folder=folder, settings=settings_in(folder)), process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
