"""Asking the running station, patiently where it may just be starting again."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from appliance.cli.status import NotRunningError
from appliance.config import Settings
from appliance.paths import running_folder
from appliance.wire import Message, WireError, request
from appliance.wire.station import (
    RecogniserTold,
    RecordingNamed,
    ReloadRecogniser,
    UnloadRecogniser,
)

Answer = TypeVar("Answer")

PATIENCE_S = 20.0
"""A station that was killed is back long before."""

RETRY_S = 0.5

IMPORT_TIMEOUT_S = 1800.0
"""Decoding a day of audio takes minutes."""

RELOAD_TIMEOUT_S = 960.0
"""A little longer than the station itself waits for the recogniser."""


async def ask(socket: Path, question: Message, *, timeout_s: float = 30.0) -> str:
    """Ask something that is answered with the name of a recording, and return its id.

    Raises NotRunningError, RemoteError.
    """
    return (await named(socket, question, timeout_s=timeout_s)).recording_id


async def named(socket: Path, question: Message, *, timeout_s: float = 30.0) -> RecordingNamed:
    """Ask the same and return the whole answer. Raises NotRunningError, RemoteError."""
    try:
        return await request(socket, question, RecordingNamed, timeout_s=timeout_s)
    except WireError as error:
        if socket.exists():
            raise
        raise not_running() from error


def not_running() -> NotRunningError:
    """Return what is said to those who need a running box."""
    return NotRunningError(
        "The box does not run.",
        hint="Start it with `tingxia up`, or name its data folder with --data-dir.",
    )


async def reload_if_running(settings: Settings) -> RecogniserTold | None:
    """Have a running box take up the models and lexicons as they are now; None if none runs.

    Returns when it did, which takes as long as loading the model; ``error`` then says why the
    former model had to stay. Raises RemoteError, WireError.
    """
    return await _recogniser(settings, ReloadRecogniser())


async def unload_if_running(settings: Settings) -> RecogniserTold | None:
    """Have a running box give the memory of its model back; None if none runs.

    Raises RemoteError if something is being recognised, WireError.
    """
    return await _recogniser(settings, UnloadRecogniser())


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


async def _recogniser(settings: Settings, question: Message) -> RecogniserTold | None:
    paths = settings.paths
    if running_folder(paths.data) is None:
        return None
    return await patiently(
        lambda: request(paths.station_socket, question, RecogniserTold, timeout_s=RELOAD_TIMEOUT_S)
    )
