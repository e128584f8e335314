"""Which sticks are plugged in and not open, and when a person is told."""

from collections.abc import Iterable, Mapping
from typing import Final

from appliance.domain.block_devices import Devices, disks_under
from appliance.domain.stick_mounting import is_device_name

TOLD_AFTER_S: Final = 8.0
"""A stick that was just plugged in is mounted by then."""


def unopened_disks(
    devices: Devices, *, mounted: Iterable[str], system: frozenset[str]
) -> tuple[str, ...]:
    """Return the removable disks that have a medium and of which nothing is mounted or held.

    ``mounted`` are devices, ``system`` the disks of the system. What is neither a USB disk nor a
    memory card is none: the kernel gives an empty CD drive a size.
    """
    used = {disk for name in mounted for disk in disks_under(name, devices)} | system
    used |= {device.disk for device in devices.values() if device.holders}
    return tuple(
        disk.name
        for disk in devices.values()
        if is_device_name(disk.name)
        and not disk.is_partition
        and disk.is_removable
        and disk.size_bytes
        and disk.name not in used
    )


class UnopenedSticks:
    """Tells of those that stay unopened for some seconds."""

    def __init__(self) -> None:
        self._since_s: dict[str, float] = {}

    def told(self, present: Mapping[str, str], now_s: float) -> tuple[str, ...]:
        """Return the names of those to be told now; ``present`` has them by their disks."""
        self._since_s = {disk: self._since_s.get(disk, now_s) for disk in present}
        return tuple(
            name for disk, name in present.items() if now_s - self._since_s[disk] >= TOLD_AFTER_S
        )
