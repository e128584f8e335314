"""Which removable volumes are mounted."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import psutil

from appliance.wire.supervision import Volume

REMOVABLE_ROOTS: Final = tuple(map(Path, ("/media", "/run/media", "/mnt")))
"""Where people and desktops mount sticks. A disk mounted anywhere else belongs to the system."""

_ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})")


class Volumes(Protocol):
    """Lists volumes that a person may pull out."""

    def present(self) -> tuple[Volume, ...]:
        """Return those that are mounted now. Raises OSError."""


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
    """Asks the kernel: mounted, on a removable or USB disk, and not on a system disk.

    ``data`` is the data folder: its disk is a system disk wherever it is mounted.
    """

    def __init__(
        self,
        *,
        data: Path,
        sys_block: Path = Path("/sys/class/block"),
        dev: Path = Path("/dev"),
        roots: tuple[Path, ...] = REMOVABLE_ROOTS,
        mounts: Callable[[], Iterable[Mount]] = system_mounts,
    ) -> None:
        self._data = data
        self._sys_block = sys_block
        self._dev = dev
        self._roots = roots
        self._mounts = mounts

    def present(self) -> tuple[Volume, ...]:
        """See Volumes."""
        on_disk: dict[Path, list[Mount]] = {}
        for mount in self._mounts():
            for disk in self._disks(mount.device):
                on_disk.setdefault(disk, []).append(mount)
        volumes: dict[str, Volume] = {}
        for disk, mounts in on_disk.items():
            if not _is_removable(disk) or any(map(self._is_of_system, mounts)):
                continue
            for mount in mounts:
                volume = self._volume(mount)
                if volume is not None:
                    volumes.setdefault(mount.device, volume)
        return tuple(volumes.values())

    def _disks(self, device: str) -> set[Path]:
        """Find the whole disks under a partition, also through LVM and encryption."""
        entry = self._sys_block / Path(os.path.realpath(device)).name
        if not entry.exists():
            return set()
        place = entry.resolve()
        if (place / "partition").exists():
            return {place.parent}
        slaves = place / "slaves"
        under = [slave.name for slave in slaves.iterdir()] if slaves.is_dir() else []
        if not under:
            return {place}
        return {disk for name in under for disk in self._disks(name)}

    def _is_of_system(self, mount: Mount) -> bool:
        place = Path(mount.mount_point)
        return self._data.is_relative_to(place) or not any(
            root in place.parents for root in self._roots
        )

    def _volume(self, mount: Mount) -> Volume | None:
        try:
            usage = psutil.disk_usage(mount.mount_point)
        except OSError:
            return None  # pulled out while we looked
        return Volume(
            identity=self._called("by-uuid", mount.device) or mount.device,
            label=self._called("by-label", mount.device) or Path(mount.mount_point).name,
            mount_point=mount.mount_point,
            filesystem=mount.filesystem,
            free_bytes=usage.free,
            total_bytes=usage.total,
            writable="rw" in mount.options.split(",") and os.access(mount.mount_point, os.W_OK),
        )

    def _called(self, kind: str, device: str) -> str:
        """Find the name under which udev links to ``device``; its own escapes are undone."""
        folder, wanted = self._dev / "disk" / kind, os.path.realpath(device)
        links = folder.iterdir() if folder.is_dir() else ()
        for link in links:
            if os.path.realpath(link) == wanted:
                raw = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), link.name)
                return raw.encode("latin-1", "replace").decode("utf-8", "replace")
        return ""


class SimulatedVolumes:
    """Lists what is put into ``volumes``."""

    def __init__(self, *volumes: Volume) -> None:
        self.volumes = volumes

    def present(self) -> tuple[Volume, ...]:
        """See Volumes."""
        return self.volumes


def _is_removable(disk: Path) -> bool:
    """Tell from the kernel's own flag or from the bus: USB disks often claim to be fixed."""
    try:
        flag = (disk / "removable").read_text(encoding="ascii").strip()
    except OSError:
        flag = ""
    return flag == "1" or any(re.fullmatch(r"usb\d+", part) for part in disk.parts)
