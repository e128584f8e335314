"""Asking the running station, patiently where it may just be starting again."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from appliance.cli.status import NotRunningError
from appliance.wire import Message, WireError, request
from appliance.wire.station import RecordingNamed

Answer = TypeVar("Answer")

PATIENCE_S = 20.0
"""A station that was killed is back long before."""

RETRY_S = 0.5

IMPORT_TIMEOUT_S = 1800.0
"""Decoding a day of audio takes minutes."""


async def ask(socket: Path, question: Message, *, timeout_s: float = 30.0) -> str:
    """Ask something that is answered with the name of a recording.

    Raises NotRunningError, RemoteError.
    """
    try:
        answer = await request(socket, question, RecordingNamed, timeout_s=timeout_s)
    except WireError as error:
        if socket.exists():
            raise
        raise NotRunningError(
            "The box does not run.",
            hint="Start it with `tingxia up`, or name its data folder with --data-dir.",
        ) from error
    return answer.recording_id


async def patiently(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """Try again while the station is being restarted. Raises the last WireError."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while True:
        try:
            return await call()
        except (WireError, NotRunningError):
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(RETRY_S)
