"""The whole box: three children, one mode, an orderly end."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import monotonic

import psutil

from appliance.config import Settings
from appliance.domain.process import ProcessState, Role
from appliance.domain.restart_policy import CrashBudget, RestartPolicy
from appliance.supervisor.child import Child
from appliance.supervisor.feed import HardwareFeed
from appliance.supervisor.limits import Limits
from appliance.supervisor.listener import Listener
from appliance.supervisor.notify import Notifier
from appliance.supervisor.settings_file import changed_keys
from appliance.wire.supervision import HardwareStatus, Mode, ProcessStatus, SystemStatus

log = logging.getLogger(__name__)

PULSE_S = 2.0
STOP_MARGIN = 0.9
"""Share of stop_timeout_s after which the last child is killed; the rest is for the killing."""

ChildCommand = Callable[[Role, Path, int], list[str]]
ReadSettings = Callable[[], Settings]
"""Resolves the settings afresh and writes them where the children read them; blocks."""


class Box:
    """Owns the children. `run` is its life; `request_stop` ends it."""

    def __init__(
        self,
        settings: Settings,
        *,
        child_command: ChildCommand,
        limits: Mapping[Role, Limits],
        listener: Listener,
        notifier: Notifier,
        read_settings: ReadSettings | None = None,
    ) -> None:
        self.feed = HardwareFeed()
        self._settings = settings
        self._listener = listener
        self._notifier = notifier
        self._limits = limits
        self._started_s = monotonic()
        self._exit_status = 0
        self._stop_requested = asyncio.Event()
        self._is_ready = False
        self._mode = Mode.NORMAL
        self._child_command = child_command
        self._read_settings = read_settings or (lambda: settings)
        self._applying = asyncio.Lock()
        self._started_with: dict[Role, Settings] = {}
        self.children = {
            role: Child(
                role,
                command=partial(self._command_of, role),
                limits=limits[role],
                policy=self._policy(limits[role]),
                listener=listener,
                on_change=self._child_changed,
                on_refused=self._child_refused,
            )
            for role in Role
        }

    async def run(self) -> int:
        """Run all children until `request_stop`; returns the exit status of the box."""
        async with asyncio.TaskGroup() as tasks:
            pulse = tasks.create_task(self._pulse())
            for child in self.children.values():
                tasks.create_task(child.keep())
            await self._stop_requested.wait()
            await self._stop()
            pulse.cancel()
        return self._exit_status

    def request_stop(self) -> None:
        """Begin the orderly stop."""
        self._stop_requested.set()

    async def apply_settings(self) -> None:
        """Read the settings again; whoever was started with others is replaced when it can be.

        Raises ConfigurationError if the configuration itself has become wrong meanwhile.
        """
        async with self._applying:
            before, self._settings = self._settings, await asyncio.to_thread(self._read_settings)
        if self._settings.log.level != before.log.level:
            logging.getLogger().setLevel(self._settings.log.level)
        for role, child in self.children.items():
            if keys := self._outdated(role):
                log.info(
                    "%s is to be renewed: %s",
                    role,
                    ", ".join(keys),
                    extra={"event": "child-outdated", "role": role.value, "keys": keys},
                )
                child.renew()

    def hardware_changed(self, status: HardwareStatus) -> None:
        """Pass on what the hardware monitor saw, with the mode of the box."""
        self.feed.publish(status.model_copy(update={"mode": self._mode}))

    def status(self) -> SystemStatus:
        """Return the whole box at a glance."""
        uptime_s = monotonic() - self._started_s
        own = ProcessStatus(
            role="supervisor",
            state=ProcessState.RUNNING,
            pid=os.getpid(),
            uptime_s=uptime_s,
            ready_after_s=0.0,
            rss_bytes=psutil.Process().memory_info().rss,
        )
        return SystemStatus(
            version=version("tingxia"),
            mode=self._mode,
            uptime_s=uptime_s,
            processes=(own, *(self._status_of(role) for role in Role)),
            hardware=self.feed.latest,
        )

    def _command_of(self, role: Role) -> list[str]:
        self._started_with[role] = self._settings
        return self._child_command(role, self._settings.paths.settings, os.getpid())

    def _outdated(self, role: Role) -> tuple[str, ...]:
        return changed_keys(role, self._started_with.get(role, self._settings), self._settings)

    def _status_of(self, role: Role) -> ProcessStatus:
        status = self.children[role].status()
        return status.model_copy(update={"outdated": self._outdated(role)})

    async def _stop(self) -> None:
        """Stop whatever loses least first, capture last; each has its share of the time.

        What inference leaves undone is transcribed from disk later. The station stores what it
        has. Capture writes until the end, then closes its recording.
        """
        self._listener.stopping()
        self._notifier.tell("STOPPING=1", "STATUS=Stopping")
        log.info("stopping", extra={"event": "box-stopping"})
        start_s = monotonic()
        share_s = self._settings.supervision.stop_timeout_s * STOP_MARGIN / len(Role)
        for place, role in enumerate(reversed(Role), start=1):
            await self.children[role].stop(by_s=start_s + place * share_s)

    async def _pulse(self) -> None:
        """Measure the children; systemd hears of us only as long as this goes round."""
        watchdog_s = self._notifier.watchdog_s
        period_s = PULSE_S if watchdog_s is None else min(PULSE_S, watchdog_s / 2)
        while True:
            self._weigh_inference()
            if watchdog_s is not None:
                self._notifier.tell("WATCHDOG=1")
            await asyncio.sleep(period_s)

    def _weigh_inference(self) -> None:
        inference = self.children[Role.INFERENCE]
        used, limit = inference.rss_bytes(), self._settings.inference.memory_limit_bytes
        if used > limit:
            inference.recycle(
                reason=f"uses {used / 2**20:.0f} MiB of memory, more than {limit / 2**20:.0f} MiB"
            )

    def _child_changed(self) -> None:
        mode = (
            Mode.RECORDING_ONLY
            if self.children[Role.INFERENCE].state is ProcessState.FATAL
            else Mode.NORMAL
        )
        if mode is not self._mode:
            self._mode = mode
            self.hardware_changed(self.feed.latest)
            self._notifier.tell(f"STATUS=Mode: {mode}")
        if not self._is_ready and all(
            child.state is ProcessState.RUNNING
            for role, child in self.children.items()
            if self._limits[role].is_indispensable
        ):
            self._is_ready = True
            self._notifier.tell("READY=1", f"STATUS=Mode: {mode}")

    def _child_refused(self, status: int) -> None:
        self._exit_status = status
        self.request_stop()

    def _policy(self, limits: Limits) -> RestartPolicy:
        supervision = self._settings.supervision
        budget = CrashBudget(crashes=supervision.crash_budget, window_s=supervision.crash_window_s)
        return RestartPolicy(
            immediate=limits.restarts_immediately,
            stable_s=limits.stable_s,
            budget=None if limits.is_indispensable else budget,
        )
