"""Which removable volumes are mounted, and which removable disks are not."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple, Protocol

import psutil

from appliance.domain import stick_mounting
from appliance.domain.block_devices import (
    MEDIA_ROOTS,
    BlockDevice,
    Devices,
    MountedDevice,
    disks_under,
    system_disks,
)
from appliance.domain.stick_names import shown
from appliance.domain.unopened_sticks import unopened_disks
from appliance.mounting.mount_table import read_swaps
from appliance.mounting.sysfs import SYS_BLOCK, read_block_devices
from appliance.wire.supervision import Volume

STICKS: Final = Path(stick_mounting.STICKS)
"""Where our root helper mounts them, read-only until an export asks for more."""

SWAPS: Final = Path("/proc/swaps")

_ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugged:
    """What is plugged in now and may be pulled out."""

    volumes: tuple[Volume, ...] = ()
    """Those that are mounted."""

    unopened: Mapping[str, str] = field(default_factory=dict)
    """Disks of which nothing is mounted: what a person knows each by, by the kernel's name."""


class Volumes(Protocol):
    """Looks at what a person may pull out."""

    def present(self) -> Plugged:
        """Return what there is now. Raises OSError."""


class Mount(NamedTuple):
    """A line of the system's table of mounts."""

    device: str
    mount_point: str
    filesystem: str
    options: str


def system_mounts() -> list[Mount]:
    """Read the table, without those that have no device."""
    return [
        Mount(part.device, part.mountpoint, part.fstype, part.opts)
        for part in psutil.disk_partitions(all=False)
    ]


class MountedVolumes:
    """Asks the kernel: mounted, on a disk that can be pulled out, and not on a system disk.

    ``data`` is the data folder: its disk is a system disk wherever it is mounted.
    """

    def __init__(
        self,
        *,
        data: Path,
        sys_block: Path = SYS_BLOCK,
        dev: Path = Path("/dev"),
        media_roots: tuple[PurePosixPath, ...] = MEDIA_ROOTS,
        sticks: Path = STICKS,
        swaps: Path = SWAPS,
        mounts: Callable[[], Iterable[Mount]] = system_mounts,
    ) -> None:
        self._data = data
        self._sys_block = sys_block
        self._dev = dev
        self._roots = media_roots
        self._sticks = sticks
        self._swaps = swaps
        self._mounts = mounts

    def present(self) -> Plugged:
        """See Volumes."""
        devices = read_block_devices(self._sys_block)
        mounts = [(Path(os.path.realpath(mount.device)).name, mount) for mount in self._mounts()]
        data = os.path.realpath(self._data)
        system = system_disks(
            devices,
            [MountedDevice(name=name, mount_point=mount.mount_point) for name, mount in mounts],
            used=(*read_swaps(self._swaps), *self._device_of(data, devices)),
            data=data,
            media_roots=self._roots,
        )
        volumes: dict[str, Volume] = {}
        for name, mount in mounts:
            disks = disks_under(name, devices)
            if not disks or disks & system:
                continue
            if not all(devices[disk].is_removable for disk in disks):
                continue
            volume = self._volume(mount, is_read_only=devices[name].is_read_only)
            if volume is not None:
                volumes.setdefault(mount.device, volume)
        unopened = unopened_disks(devices, mounted=[name for name, _ in mounts], system=system)
        return Plugged(
            volumes=tuple(volumes.values()),
            unopened={name: _known_as(devices[name]) for name in unopened},
        )

    def _device_of(self, data: str, devices: Devices) -> tuple[str, ...]:
        """Find the device of the data folder, also where its mount is hidden (bind, container)."""
        try:
            number = Path(data).stat().st_dev
        except OSError:
            return ()
        wanted = f"{os.major(number)}:{os.minor(number)}"
        return tuple(device.name for device in devices.values() if device.numbers == wanted)

    def _volume(self, mount: Mount, *, is_read_only: bool) -> Volume | None:
        try:
            usage = psutil.disk_usage(mount.mount_point)
        except OSError:
            return None  # pulled out while we looked
        label = self._called("by-label", mount.device)
        return Volume(
            identity=self._called("by-uuid", mount.device) or mount.device,
            label=shown(os.fsencode(label or Path(mount.mount_point).name)),
            mount_point=mount.mount_point,
            filesystem=mount.filesystem,
            free_bytes=usage.free,
            total_bytes=usage.total,
            writable=self._is_writable(mount, is_read_only=is_read_only),
        )

    def _is_writable(self, mount: Mount, *, is_read_only: bool) -> bool:
        """Tell whether an export could write; our helper's mounts become writable for one."""
        if self._sticks in Path(mount.mount_point).parents:
            return not is_read_only
        return "rw" in mount.options.split(",") and os.access(mount.mount_point, os.W_OK)

    def _called(self, kind: str, device: str) -> str:
        """Find the name under which udev links to ``device``; its own escapes are undone."""
        folder, wanted = self._dev / "disk" / kind, os.path.realpath(device)
        links = folder.iterdir() if folder.is_dir() else ()
        for link in links:
            if os.path.realpath(link) == wanted:
                raw = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), link.name)
                return raw.encode("latin-1", "replace").decode("utf-8", "replace")
        return ""


def _known_as(disk: BlockDevice) -> str:
    model = shown(os.fsencode(" ".join(disk.model.split())))
    size = f"{disk.size_bytes / 1e9:.1f} GB"
    return f"{model} ({size})" if model else size


class SimulatedVolumes:
    """Finds what is put into ``volumes`` and ``unopened``."""

    def __init__(self, *volumes: Volume) -> None:
        self.volumes = volumes
        self.unopened: dict[str, str] = {}

    def present(self) -> Plugged:
        """See Volumes."""
        return Plugged(volumes=self.volumes, unopened=self.unopened)
