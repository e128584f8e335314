"""The supervisor process: everything put together."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from appliance.config import Settings
from appliance.domain.process import Role
from appliance.paths import hold, prepare
from appliance.supervisor.box import Box, ChildCommand
from appliance.supervisor.control import Control
from appliance.supervisor.hardware import Hardware, HardwareMonitor, find_hardware
from appliance.supervisor.limits import LIMITS, Limits
from appliance.supervisor.listener import Listener, Silent
from appliance.supervisor.notify import Notifier
from appliance.wire import serve

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


async def run(
    settings: Settings,
    *,
    child_command: ChildCommand,
    listener: Listener | None = None,
    limits: Mapping[Role, Limits] = LIMITS,
    hardware: Callable[[], Hardware] | None = None,
) -> int:
    """Run the box until it is told to stop; returns its exit status.

    ``child_command(role, settings_file, supervisor_pid)`` gives the command line of a child.
    Raises DataFolderError, AlreadyRunningError.
    """
    paths = settings.paths
    prepare(paths)
    with hold(paths):
        storage = settings.storage.model_copy(update={"run_dir": paths.run})
        _hand_over(settings.model_copy(update={"storage": storage}), paths.settings)
        box = Box(
            settings,
            child_command=child_command,
            limits=limits,
            listener=listener or Silent(),
            notifier=Notifier.from_environment(os.environ),
        )
        monitor = HardwareMonitor(
            hardware or (lambda: find_hardware(paths.data)), deliver=box.hardware_changed
        )
        with _stopping_at_signals(box.request_stop):
            async with monitor, serve(paths.supervisor_socket, Control(box).handle):
                return await box.run()


def _hand_over(settings: Settings, file: Path) -> None:
    """Write the settings for the children: whole or not at all, readable by the user only."""
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(settings.model_dump_json())
    draft.replace(file)


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
