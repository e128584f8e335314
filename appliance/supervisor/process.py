"""The supervisor process: everything put together."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from appliance.config import Settings
from appliance.domain.process import Role
from appliance.layers import Layers
from appliance.paths import hold, prepare
from appliance.supervisor.box import Box, ChildCommand
from appliance.supervisor.control import Control
from appliance.supervisor.hardware import (
    Hardware,
    HardwareMonitor,
    StandInSticks,
    find_hardware,
)
from appliance.supervisor.limits import LIMITS, Limits
from appliance.supervisor.listener import Listener, Silent
from appliance.supervisor.notify import Notifier
from appliance.supervisor.settings_file import SettingsFile
from appliance.wire import serve

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


async def run(
    settings: Settings,
    *,
    child_command: ChildCommand,
    layers: Layers | None = None,
    listener: Listener | None = None,
    limits: Mapping[Role, Limits] = LIMITS,
    hardware: Callable[[], Hardware] | None = None,
    stand_ins: Sequence[Path] = (),
) -> int:
    """Run the box until it is told to stop; returns its exit status.

    ``child_command(role, settings_file, supervisor_pid)`` gives the command line of a child.
    ``layers`` are what the settings came from; with them what is chosen on the screen is applied.
    ``stand_ins`` are folders that stand in for sticks.
    Raises DataFolderError, AlreadyRunningError.
    """
    paths = settings.paths
    prepare(paths)
    with hold(paths):
        file = SettingsFile(layers or Layers.of(settings), run=paths.run)
        file.write(settings)
        box = Box(
            settings,
            child_command=child_command,
            limits=limits,
            listener=listener or Silent(),
            notifier=Notifier.from_environment(os.environ),
            read_settings=file.read_again,
        )
        sticks = StandInSticks(stand_ins)
        monitor = HardwareMonitor(
            hardware or (lambda: find_hardware(paths.data, stand_ins=sticks)),
            deliver=box.hardware_changed,
        )
        with _stopping_at_signals(box.request_stop):
            async with monitor, serve(paths.supervisor_socket, Control(box, sticks).handle):
                return await box.run()


@contextmanager
def _stopping_at_signals(stop: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)
