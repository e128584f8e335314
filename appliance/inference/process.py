"""The inference process: listens at once, loads the model, works until it is told to stop."""

import asyncio
import logging
import signal
import time
from typing import Final

from appliance.config import Settings
from appliance.domain.engine_pulse import EnginePulse
from appliance.domain.process import Role
from appliance.inference.assembly import assemble
from appliance.inference.beside import Beside
from appliance.inference.engine_thread import EngineThread
from appliance.inference.errors import cause
from appliance.inference.lexicon_watch import watch_lexicons
from appliance.inference.recogniser import Recogniser
from appliance.inference.server import InferenceServer
from appliance.wire import serve
from appliance.wire.supervised import supervised
from appliance.wire.supervision import HardwareStatus

log = logging.getLogger(__name__)

_PROGRESS_EVERY_S: Final = 1.0
_LAST_DECODE_S: Final = 5.0
"""Longest wait for the decode under way at the end; a daemon thread must not be cut off in it."""


async def run(settings: Settings) -> None:
    """Run until SIGTERM or until the supervisor is gone."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    beside = Beside()
    recogniser = assemble(settings, beside=beside)
    recogniser.engine_thread.start()
    server = InferenceServer(recogniser)
    try:
        async with (
            serve(settings.paths.inference_socket, server.handle),
            asyncio.TaskGroup() as tasks,
        ):
            watchers = [
                tasks.create_task(server.watch_status()),
                tasks.create_task(watch_lexicons(recogniser)),
            ]
            worker = tasks.create_task(_load_and_report(settings, recogniser, stop))
            await stop.wait()
            worker.cancel()
            for watcher in watchers:
                watcher.cancel()
    except BaseExceptionGroup as group:
        raise cause(group) from group
    finally:
        recogniser.close()
        if not recogniser.engine_thread.stop(timeout_s=_LAST_DECODE_S):
            log.warning("a decode did not end in time", extra={"event": "engine-stuck"})
        if not beside.wait(timeout_s=_LAST_DECODE_S):
            log.warning("a model did not load in time", extra={"event": "load-stuck"})


async def _load_and_report(settings: Settings, recogniser: Recogniser, stop: asyncio.Event) -> None:
    """Say ready once the model is loaded or failed, then report what the engine's thread does."""
    await recogniser.load()
    async with supervised(
        settings.paths.supervisor_socket,
        Role.INFERENCE,
        on_hardware=_ignore,
        on_orphaned=stop.set,
    ) as line:
        pulse = EnginePulse()
        while True:
            await line.progress(beat(pulse, recogniser.engine_thread))
            await asyncio.sleep(_PROGRESS_EVERY_S)


def beat(pulse: EnginePulse, engine_thread: EngineThread) -> int:
    """Return the count to report. What the event loop itself uses is no work of the engine."""
    return pulse.beat(
        finished=engine_thread.ticks,
        cpu_s=time.process_time() - time.thread_time(),
        audio_s=engine_thread.audio_s,
    )


def _ignore(_: HardwareStatus) -> None:
    """Do nothing: the recogniser does not depend on what is plugged in."""
