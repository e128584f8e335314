"""What the root helper mounts, how, and what it refuses; it only decides, and touches nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from appliance.domain.block_devices import Devices, disks_under

STICKS: Final = "/run/tingxia/sticks"
"""Each stick is mounted in a folder of its own in here."""

HELPER_SOCKET: Final = "/run/tingxia/sticks.sock"
"""Where the station asks the helper; one request a connection."""

REQUEST_LIMIT_BYTES: Final = 128

_DEVICE: Final = re.compile(r"sd[a-z]{1,3}[0-9]{0,3}|mmcblk[0-9]{1,3}(p[0-9]{1,3})?", re.ASCII)
"""USB disks and memory cards; all else (device mapper, RAID, loop, CD) has other names."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)

_KERNEL_TYPES: Final = {"vfat": "vfat", "exfat": "exfat", "ext4": "ext4", "ntfs": "ntfs3"}
"""What udev calls a file system and what the kernel calls it."""


class Refused(StrEnum):
    """Why the helper does not do it."""

    ODD_REQUEST = "odd-request"
    ODD_NAME = "odd-name"
    UNKNOWN_DEVICE = "unknown-device"
    NOT_REMOVABLE = "not-removable"
    SYSTEM_DISK = "system-disk"
    IN_USE = "in-use"
    HAS_PARTITIONS = "has-partitions"
    UNKNOWN_FILE_SYSTEM = "unknown-file-system"
    NOT_MOUNTED = "not-mounted"
    WRITE_PROTECTED = "write-protected"
    FAILED = "failed"
    """The kernel refused; the journal has its reason."""


class Deed(StrEnum):
    """What the station may ask for, of one stick that is mounted."""

    WRITABLE = "writable"
    READ_ONLY = "read-only"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounting:
    """A volume to be mounted, read-only at first."""

    device: str
    """The kernel's name."""

    numbers: str
    """``major:minor``; the device file must have the same."""

    filesystem: str
    """As the kernel calls it."""

    name: str
    """Of the folder; one that is taken gets the device's name added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One line of the station."""

    deed: Deed
    name: str
    """Of the stick's folder."""


def decide(
    device: str,
    devices: Devices,
    properties: Mapping[str, str],
    *,
    system: frozenset[str],
    mounted: frozenset[str],
) -> Mounting | Refused:
    """Decide about a device that was plugged in.

    ``properties`` are what udev found out about it, ``system`` the disks of the system and
    ``mounted`` the devices that are mounted or in use already.
    """
    refused = _refused(device, devices, system=system)
    if refused is not None:
        return refused
    found = devices[device]
    if found.holders or device in mounted:
        return Refused.IN_USE
    if any(other.is_partition and other.disk == device for other in devices.values()):
        return Refused.HAS_PARTITIONS
    filesystem = _KERNEL_TYPES.get(properties.get("ID_FS_TYPE", ""))
    if filesystem is None or properties.get("ID_FS_USAGE") != "filesystem":
        return Refused.UNKNOWN_FILE_SYSTEM
    return Mounting(
        device=device,
        numbers=found.numbers,
        filesystem=filesystem,
        name=_folder_name(device, properties),
    )


def may_change(device: str, devices: Devices, *, system: frozenset[str]) -> Refused | None:
    """Decide whether a stick that is mounted may be written now; None if it may."""
    refused = _refused(device, devices, system=system)
    if refused is not None:
        return refused
    return Refused.WRITE_PROTECTED if devices[device].is_read_only else None


def mount_data(filesystem: str, *, uid: int, gid: int) -> str:
    """Return the file system's own options.

    A hostile ext4 can ask for a kernel panic at the first error it holds: that is overruled.
    """
    if filesystem == "ext4":
        return "errors=remount-ro"
    owned = f"uid={uid},gid={gid},fmask=0177,dmask=0077"
    if filesystem == "ntfs3":
        return f"{owned},iocharset=utf8"
    if filesystem == "exfat":
        return f"{owned},iocharset=utf8,errors=remount-ro"
    # iocharset=utf8 would make vfat's names case-sensitive.
    return f"{owned},utf8=1,flush,errors=remount-ro"


def parse_request(line: bytes) -> Request | Refused:
    """Read what the station asks: ``DEED NAME`` and the end of the line."""
    if len(line) > REQUEST_LIMIT_BYTES or not line.endswith(b"\n"):
        return Refused.ODD_REQUEST
    deed, space, name = line[:-1].decode("ascii", "replace").partition(" ")
    if not space or deed not in list(Deed):
        return Refused.ODD_REQUEST
    if not is_stick_name(name):
        return Refused.ODD_NAME
    return Request(deed=Deed(deed), name=name)


def is_stick_name(name: str) -> bool:
    """Tell whether this can be the name of a stick's folder."""
    return _NAME.fullmatch(name) is not None


def is_device_name(name: str) -> bool:
    """Tell whether this is the kernel's name of a USB disk, a memory card or a part of one."""
    return _DEVICE.fullmatch(name) is not None


def _refused(device: str, devices: Devices, *, system: frozenset[str]) -> Refused | None:
    if not is_device_name(device):
        return Refused.ODD_NAME
    if device not in devices or devices[device].slaves:
        return Refused.UNKNOWN_DEVICE
    disks = disks_under(device, devices)
    if disks & system:
        return Refused.SYSTEM_DISK
    if not disks or not all(devices[disk].is_removable for disk in disks):
        return Refused.NOT_REMOVABLE
    return None


def _folder_name(device: str, properties: Mapping[str, str]) -> str:
    """Return the volume's UUID or the stick's serial; what is odd about them rules them out."""
    for key in ("ID_FS_UUID", "ID_SERIAL_SHORT"):
        if is_stick_name(properties.get(key, "")):
            return properties[key]
    return device
