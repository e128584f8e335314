"""Recording on the running box with captions on the terminal."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from appliance.cli.caption_view import CaptionView
from appliance.cli.station_call import RETRY_S, ask, patiently
from appliance.wire import WireError, connect
from appliance.wire.station import (
    BeginRecording,
    CaptionsChanged,
    FinishRecording,
    RecordingText,
    SubscribeCaptions,
)
from appliance.wire.station_client import stored_text, text_progress

TEXT_THERE = frozenset({"refining", "complete", "failed"})


async def record(socket: Path, *, title: str, seconds: float | None, quiet: bool) -> RecordingText:
    """Record until Ctrl-C, for so many seconds, or until somebody else stops it.

    Returns when all of it is text. Raises NotRunningError, RemoteError, WireError.
    """
    recording_id = await ask(socket, BeginRecording(title=title))
    asked, over = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    console = Console(stderr=True, highlight=False, quiet=quiet)
    with CaptionView(console) as view:

        def show(captions: CaptionsChanged) -> None:
            if captions.recording_id == recording_id:
                view.show(captions)
                if not captions.running:
                    over.set()
                    asked.set()

        captions = asyncio.create_task(_follow_captions(socket, show))
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await asked.wait()
            if not over.is_set():
                await patiently(lambda: ask(socket, FinishRecording()))
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
            console.print(f"Recorded as {recording_id}; the rest of its text follows.")
            await patiently(lambda: _text_there(socket, recording_id))
        finally:
            captions.cancel()
    return await patiently(lambda: stored_text(socket, recording_id))


async def _follow_captions(socket: Path, show: Callable[[CaptionsChanged], None]) -> None:
    """Show until cancelled; the recording does not mind if the station is away for a while."""
    while True:
        try:
            async with connect(socket) as connection:
                await connection.send(SubscribeCaptions())
                async for message in connection:
                    if isinstance(message, CaptionsChanged):
                        show(message)
        except WireError:
            await asyncio.sleep(RETRY_S)


async def _text_there(socket: Path, recording_id: str) -> None:
    async for progress in text_progress(socket, recording_id):
        if progress.recording.text_state in TEXT_THERE:
            return
