"""The inference process: listens at once, loads the model, works until it is told to stop."""

import asyncio
import logging
import signal
from typing import Final

from appliance.config import Settings
from appliance.domain.process import Role
from appliance.domain.vad import VoiceDetector
from appliance.inference.engine import Engine
from appliance.inference.engine_thread import EngineThread
from appliance.inference.engines.catalogue import open_engine
from appliance.inference.errors import cause
from appliance.inference.recogniser import DetectorFactory, Recogniser
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
    engine_thread = EngineThread()
    recogniser = Recogniser(settings, engine_thread=engine_thread)
    server = InferenceServer(recogniser)
    try:
        async with (
            serve(settings.paths.inference_socket, server.handle),
            asyncio.TaskGroup() as tasks,
        ):
            watcher = tasks.create_task(server.watch_status())
            worker = tasks.create_task(_load_and_report(settings, recogniser, stop))
            await stop.wait()
            worker.cancel()
            watcher.cancel()
    except BaseExceptionGroup as group:
        raise cause(group) from group
    finally:
        recogniser.close()
        if not engine_thread.stop(timeout_s=_LAST_DECODE_S):
            log.warning("a decode did not end in time", extra={"event": "engine-stuck"})


async def _load_and_report(settings: Settings, recogniser: Recogniser, stop: asyncio.Event) -> None:
    """Say ready once the model is loaded or failed, then report what the engine's thread does."""
    await recogniser.load(lambda: _load(settings))
    async with supervised(
        settings.paths.supervisor_socket,
        Role.INFERENCE,
        on_hardware=_ignore,
        on_orphaned=stop.set,
    ) as line:
        while True:
            await line.progress(recogniser.engine_thread.ticks)
            await asyncio.sleep(_PROGRESS_EVERY_S)


def _load(settings: Settings) -> tuple[Engine, DetectorFactory]:
    engine = open_engine(settings.inference, settings.paths.models)
    if settings.endpointing.vad == "webrtc":
        from appliance.inference.detectors.webrtc import WebRtcDetector

        return engine, lambda first_sample: WebRtcDetector(first_sample=first_sample)
    from appliance.inference.detectors.silero import SileroDetector, load_session

    session = load_session()

    def new_detector(first_sample: int) -> VoiceDetector:
        return SileroDetector(session, first_sample=first_sample)

    return engine, new_detector


def _ignore(_: HardwareStatus) -> None:
    """Do nothing: the recogniser does not depend on what is plugged in."""
