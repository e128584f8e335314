"""Which disks belong to the system and which a person may pull out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

MEDIA_ROOTS: Final = tuple(
    map(PurePosixPath, ("/media", "/run/media", "/mnt", "/run/tingxia/sticks"))
)
"""Where people, desktops and our own helper mount sticks.

A disk that is mounted anywhere else belongs to the system: that covers ``/``, ``/boot``, ``/usr``
and ``/home`` as well as the medium of a live system, whatever it is called.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDevice:
    """A disk, a partition, or a volume made of others, as the kernel lists it."""

    name: str
    """The kernel's, such as ``sdb1``."""

    disk: str
    """The whole disk that it is a part of; its own name for a whole disk."""

    numbers: str = ""
    """``major:minor``."""

    slaves: tuple[str, ...] = ()
    """What a logical, encrypted or RAID volume is made of."""

    holders: tuple[str, ...] = ()
    """What is made of this device."""

    is_removable: bool = False
    """By the disk's own flag, by its bus (USB), or because it is a memory card."""

    is_read_only: bool = False
    size_bytes: int = 0
    """None where there is no medium, as in a card reader without a card."""

    model: str = ""
    """What its maker calls it, as the device itself says it; empty if it says nothing."""

    @property
    def is_partition(self) -> bool:
        """Tell a partition from a whole disk or a volume made of others."""
        return self.name != self.disk


Devices = Mapping[str, BlockDevice]


@dataclass(frozen=True, slots=True, kw_only=True)
class MountedDevice:
    """A device and where it is mounted."""

    name: str
    mount_point: str


def disks_under(name: str, devices: Devices) -> frozenset[str]:
    """Return the whole disks under a device, through RAID, LVM and encryption; none if unknown."""
    disks: set[str] = set()
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        device = devices.get(waiting.pop())
        if device is None or device.name in seen:
            continue
        seen.add(device.name)
        if device.slaves:
            waiting.extend(device.slaves)
        elif device.is_partition:
            # The partitions of a RAID disk have a parent that is itself made of others.
            waiting.append(device.disk)
        else:
            disks.add(device.name)
    return frozenset(disks)


def system_disks(
    devices: Devices,
    mounted: Iterable[MountedDevice],
    *,
    used: Iterable[str] = (),
    data: str = "",
    media_roots: Iterable[PurePosixPath] = MEDIA_ROOTS,
) -> frozenset[str]:
    """Return the whole disks that are never anybody's stick.

    ``used`` are devices in use in other ways: swap, and where the data folder lies. ``data`` is
    that folder: its disk is a system disk wherever it is mounted.
    """
    roots = tuple(media_roots)
    disks: set[str] = set()
    for mount in mounted:
        if belongs_to_system(mount.mount_point, data=data, media_roots=roots):
            disks |= disks_under(mount.name, devices)
    for name in used:
        disks |= disks_under(name, devices)
    return frozenset(disks)


def belongs_to_system(
    mount_point: str, *, data: str = "", media_roots: Iterable[PurePosixPath] = MEDIA_ROOTS
) -> bool:
    """Tell whether what is mounted there is the system's or the data folder's."""
    place = PurePosixPath(mount_point)
    if data and PurePosixPath(data).is_relative_to(place):
        return True
    return not any(root in place.parents for root in media_roots)
