"""The capture process: the machine, its two sockets, and its line to the supervisor."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Final

from appliance.capture.control import Control
from appliance.capture.hub import Hub
from appliance.capture.machine import Machine
from appliance.capture.sources import Opener, choose
from appliance.capture.wyoming_microphone import WyomingMicrophone
from appliance.config import Settings
from appliance.domain.process import Role
from appliance.wire import Message, serve
from appliance.wire.supervised import Supervised, supervised
from appliance.wire.supervision import HardwareStatus

PROGRESS_EVERY_S: Final = 1.0


async def run(settings: Settings, *, opener: Opener | None = None) -> None:
    """Capture until SIGTERM, after SIGHUP until nothing is recorded.

    ``opener`` replaces the microphone that the settings name.
    """
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()
    hub, hardware = Hub(), _Hardware()
    is_orphaned = False

    def end(error: BaseException | None = None) -> None:
        if ended.done():
            return
        if error is None:
            ended.set_result(None)
        else:
            ended.set_exception(error)

    def fail(error: BaseException) -> None:
        loop.call_soon_threadsafe(end, error)

    def orphan() -> None:
        nonlocal is_orphaned
        is_orphaned = True
        end()

    def left() -> None:
        loop.call_soon_threadsafe(end)

    def publish(message: Message) -> None:
        loop.call_soon_threadsafe(hub.publish, message)

    def hear(pcm: bytes) -> None:
        loop.call_soon_threadsafe(hub.hear, pcm)

    machine = Machine(
        settings,
        opener or choose(settings.capture, announced=hardware.microphones),
        publish=publish,
        hear=hear,
        on_failure=fail,
        on_left=left,
    )
    hardware.on_sound_change = machine.listener.nudge
    loop.add_signal_handler(signal.SIGTERM, end)
    loop.add_signal_handler(signal.SIGINT, end)
    loop.add_signal_handler(signal.SIGHUP, machine.leave)
    machine.start()
    control = Control(inbox=machine.inbox, hub=hub, status=machine.status)
    async with AsyncExitStack() as stack:
        paths = settings.paths
        await stack.enter_async_context(serve(paths.capture_socket, control.serve))
        microphone = WyomingMicrophone(hub)
        await stack.enter_async_context(serve(paths.microphone_socket, microphone.serve))
        line = await stack.enter_async_context(
            supervised(
                paths.supervisor_socket,
                Role.CAPTURE,
                on_hardware=hardware.heard_of,
                on_orphaned=orphan,
            )
        )
        async with asyncio.TaskGroup() as tasks:
            chores = [
                tasks.create_task(hub.publish_status(machine.status)),
                tasks.create_task(_report(line, machine.progress)),
            ]
            try:
                await ended
            finally:
                for chore in chores:
                    chore.cancel()
                # Nobody asked for the end of the recording: the next supervisor's capture goes on.
                await machine.finish(keeps_open=is_orphaned)


class _Hardware:
    """What the supervisor last said about sound devices."""

    def __init__(self) -> None:
        self.on_sound_change: Callable[[], None] = lambda: None
        self._status = HardwareStatus()

    def heard_of(self, status: HardwareStatus) -> None:
        changed = status.sound_generation != self._status.sound_generation
        self._status = status
        if changed:
            self.on_sound_change()

    def microphones(self) -> list[tuple[str, str]]:
        return [(known.identity, known.name) for known in self._status.microphones]


async def _report(line: Supervised, progress: Callable[[], int]) -> None:
    """Tell the supervisor once a second how far the listening thread has come."""
    while True:
        await line.progress(progress())
        await asyncio.sleep(PROGRESS_EVERY_S)
