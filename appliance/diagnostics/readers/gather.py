"""All facts at once."""

import grp
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from appliance.config import Settings
from appliance.diagnostics.facts import Facts, HeardFacts, SoundFacts
from appliance.diagnostics.readers import (
    disk,
    library,
    machine,
    mixer,
    model,
    ports,
    sound,
    watch_folder,
)
from appliance.diagnostics.readers.box import BoxTold
from appliance.diagnostics.readers.clock import ClockReader
from appliance.diagnostics.readers.tool import Ask, ask
from appliance.domain.disk_budget import DiskBudget

ROOT: Final = Path("/")
NOTHING_HEARD: Final = HeardFacts()


class MachineReader:
    """Reads this machine. Blocks for seconds at worst: not for an event loop."""

    def __init__(
        self,
        settings: Settings,
        *,
        root: Path = ROOT,
        ask: Ask = ask,
        access: sound.Access = sound.may_use,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """Everything but the settings is for tests to replace."""
        self.settings = settings
        self._root = root
        self._ask = ask
        self._access = access
        self._environment = environment
        self._clock = ClockReader(root)

    def sound(self, told: BoxTold) -> SoundFacts:
        """Read the sound system alone, which takes milliseconds."""
        return sound.read_sound(
            self._root,
            ask=self._ask,
            access=self._access,
            groups=_groups(),
            environment=self._environment,
            ours=told.pids,
        )

    def unmute(self) -> None:
        """Have the mixers switch on every microphone of this machine."""
        mixer.unmute(list(sound.inputs(self._root)), self._ask)

    def facts(self, told: BoxTold, heard: HeardFacts = NOTHING_HEARD) -> Facts:
        """Read everything, and put it beside what the box tells."""
        settings, root = self.settings, self._root
        storage, paths = settings.storage, settings.paths
        budget = DiskBudget(reserve_bytes=storage.reserve_bytes, warn_s=storage.warn_s)
        warmest_c = told.hardware.temperature_c if told.hardware is not None else None
        return Facts(
            box_runs=told.runs,
            is_simulated=is_simulated(settings),
            capture=told.capture,
            inference=told.inference,
            hardware=told.hardware,
            processes=told.processes,
            sound=self.sound(told),
            heard=heard,
            disk=disk.read_disk(root, paths.data, budget),
            memory=machine.read_memory(root),
            cpu=machine.read_cpu(root),
            gpu=machine.read_gpu(self._ask),
            clock=self._clock.read(),
            model=model.read_model(paths.models, settings.inference.model),
            ports=ports.read_ports(root, settings.station.port, ours=told.pids),
            power=machine.read_power(root),
            heat=machine.read_heat(root, warmest_c),
            library=library.read_library(paths, notice=told.library_notice),
            watch=watch_folder.read_watch_folder(settings.batch.watch_dir),
        )


def is_simulated(settings: Settings) -> bool:
    """Tell whether no real microphone is meant to be heard."""
    return settings.capture.mic.partition(":")[0] in {"sample", "silence", "file"}


def _groups() -> frozenset[str]:
    """Return the names of the groups this process is in."""
    numbers = {os.getegid(), *os.getgroups()}
    names = set()
    for number in numbers:
        try:
            names.add(grp.getgrgid(number).gr_name)
        except KeyError:
            continue
    return frozenset(names)
