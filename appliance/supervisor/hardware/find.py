"""Which hardware interfaces this machine offers."""

import sys
from pathlib import Path
from typing import Final

from appliance.supervisor.hardware.changes import SUBSYSTEMS, Changes, PollingChanges, UdevChanges
from appliance.supervisor.hardware.mac_volumes import MacVolumes
from appliance.supervisor.hardware.monitor import Hardware
from appliance.supervisor.hardware.sound import ProcSoundInputs, SoundInputs, UdevSoundInputs
from appliance.supervisor.hardware.stand_in import AllVolumes, StandInSticks
from appliance.supervisor.hardware.vitals import SystemVitals
from appliance.supervisor.hardware.volumes import MountedVolumes

UDEV_CONTROL: Final = Path("/run/udev/control")
"""There while udev runs; in most containers it does not."""


def find_hardware(
    data: Path,
    *,
    stand_ins: StandInSticks | None = None,
    udev_control: Path = UDEV_CONTROL,
) -> Hardware:
    """Choose udev where it runs, else polling with the reason."""
    changes, sound = _changes_and_sound(udev_control)
    sticks = MacVolumes(data=data) if sys.platform == "darwin" else MountedVolumes(data=data)
    return Hardware(
        changes=changes,
        sound=sound,
        volumes=sticks if stand_ins is None else AllVolumes(sticks, stand_ins),
        vitals=SystemVitals(data),
    )


def _changes_and_sound(udev_control: Path) -> tuple[Changes, SoundInputs]:
    if sys.platform != "linux":
        return PollingChanges(f"{sys.platform} has no udev"), ProcSoundInputs()
    if not udev_control.exists():
        return PollingChanges(f"udev does not run here: no {udev_control}"), ProcSoundInputs()
    try:
        import pyudev

        context = pyudev.Context()
        monitor = pyudev.Monitor.from_netlink(context)
        for subsystem in SUBSYSTEMS:
            monitor.filter_by(subsystem)
        # Before anything is listed: what comes in between is heard twice rather than never.
        monitor.start()
    except (ImportError, OSError) as error:
        return PollingChanges(f"udev cannot be heard: {error}"), ProcSoundInputs()
    return UdevChanges(monitor), UdevSoundInputs(context)
