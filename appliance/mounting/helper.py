"""Mounts a stick, lets the station write to it for a while, and unmounts it."""

import errno
import logging
import os
import stat
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from appliance.domain.block_devices import MEDIA_ROOTS, BlockDevice, MountedDevice, system_disks
from appliance.domain.stick_mounting import (
    STICKS,
    Deed,
    Mounting,
    Refused,
    decide,
    is_device_name,
    may_change,
    mount_data,
    parse_request,
)
from appliance.mounting import stick_root
from appliance.mounting.mount_table import MOUNT_INFO, SWAPS, MountLine, read_mounts, read_swaps
from appliance.mounting.stick_root import StickRoot
from appliance.mounting.sysfs import SYS_BLOCK, read_block_devices
from appliance.mounting.system_calls import (
    DETACH,
    GUARDS,
    NO_FOLLOW,
    READ_ONLY,
    REMOUNT,
    SystemCalls,
)
from appliance.mounting.udev_properties import read_properties

log = logging.getLogger(__name__)

EXPORTS: Final = "Tingxia"
"""The one folder of a stick that must be the station's where files have owners (ext4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The user and group of the station."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where the kernel tells about disks and mounts."""

    sys_block: Path = SYS_BLOCK
    dev: Path = Path("/dev")
    mount_info: Path = MOUNT_INFO
    swaps: Path = SWAPS

    def devices(self) -> dict[str, BlockDevice]:
        """List all block devices."""
        return read_block_devices(self.sys_block)


class Helper:
    """Does what the rules in domain.stick_mounting allow, and nothing else."""

    def __init__(
        self,
        owner: Owner,
        *,
        sticks: Path = Path(STICKS),
        machine: Machine | None = None,
        properties: Callable[[str], Mapping[str, str]] = read_properties,
        calls: SystemCalls | None = None,
    ) -> None:
        self._owner = owner
        self._sticks = sticks
        self._machine = machine or Machine()
        self._properties = properties
        self._calls = calls or SystemCalls()

    def add(self, device: str) -> Path | Refused:
        """Mount what was plugged in, read-only; returns where."""
        if not is_device_name(device):
            return Refused.ODD_NAME
        devices, mounts = self._machine.devices(), read_mounts(self._machine.mount_info)
        try:
            properties = self._properties(device)
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("udev does not tell about %s: %s", device, error)
            return Refused.UNKNOWN_DEVICE
        decided = decide(
            device,
            devices,
            properties,
            system=self._system(devices, mounts),
            mounted=frozenset(mount.name for mount in _mounted(devices, mounts)),
        )
        if isinstance(decided, Refused):
            return decided
        if not self._is_that_device(decided):
            return Refused.UNKNOWN_DEVICE
        with stick_root.opened(self._sticks) as root:
            return self._mount(root, decided)

    def remove(self, device: str) -> None:
        """Unmount what was mounted of a device that was pulled out, or is about to be."""
        source = str(self._machine.dev / device)
        with stick_root.opened(self._sticks) as root:
            for mount in reversed(read_mounts(self._machine.mount_info)):
                name = self._name(mount)
                if name and mount.source == source:
                    self._unmount(root, name)

    def answer(self, line: bytes) -> Refused | None:
        """Do what the station asks in one line; None if it is done."""
        request = parse_request(line)
        if isinstance(request, Refused):
            return request
        mounts = read_mounts(self._machine.mount_info)
        mount = next(
            (found for found in reversed(mounts) if self._name(found) == request.name), None
        )
        if mount is None:
            return Refused.NOT_MOUNTED
        with stick_root.opened(self._sticks) as root:
            try:
                return self._do(root, request.deed, mount, mounts)
            except OSError as error:
                log.warning("%s %s: %s", request.deed, request.name, error)
                return _refusal(error)

    def _do(
        self, root: StickRoot, deed: Deed, mount: MountLine, mounts: list[MountLine]
    ) -> Refused | None:
        name = self._name(mount)
        if deed is Deed.REMOVE:
            self._calls.unmount(root.path(name), NO_FOLLOW)
            root.forget(name)
            return None
        if deed is Deed.WRITABLE:
            devices = self._machine.devices()
            device = next((each.name for each in _mounted(devices, [mount])), "")
            refused = may_change(device, devices, system=self._system(devices, mounts))
            if refused is not None:
                return refused
            self._remount(root, name, mount.filesystem, GUARDS)
            if mount.filesystem == "ext4":
                self._own_exports(root, name)
            return None
        self._remount(root, name, mount.filesystem, GUARDS | READ_ONLY)
        return None

    def _mount(self, root: StickRoot, wanted: Mounting) -> Path | Refused:
        name = wanted.name
        # Twins with one UUID may be plugged in at the same moment: whoever makes the folder has it.
        if not root.make(name):
            name = f"{name[:40]}-{wanted.device}"
            root.make(name)
        try:
            self._calls.mount(
                str(self._machine.dev / wanted.device),
                root.path(name),
                wanted.filesystem,
                GUARDS | READ_ONLY,
                self._data(wanted.filesystem),
            )
        except OSError as error:
            log.warning("%s cannot be mounted: %s", wanted.device, error)
            root.forget(name)
            return Refused.FAILED
        return self._sticks / name

    def _remount(self, root: StickRoot, name: str, filesystem: str, flags: int) -> None:
        # Some file systems forget their owner when it is not said again.
        self._calls.mount("", root.path(name), filesystem, flags | REMOUNT, self._data(filesystem))

    def _unmount(self, root: StickRoot, name: str) -> None:
        try:
            self._calls.unmount(root.path(name), NO_FOLLOW)
        except OSError as error:
            log.warning("%s is unmounted while it is in use: %s", name, error)
            with suppress(OSError):
                self._calls.unmount(root.path(name), NO_FOLLOW | DETACH)
        root.forget(name)

    def _own_exports(self, root: StickRoot, name: str) -> None:
        """Give the station the folder of exports, and nothing in it or beside it."""
        stick = root.open(name)
        try:
            with suppress(FileExistsError):
                os.mkdir(EXPORTS, mode=0o755, dir_fd=stick)
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            folder = os.open(EXPORTS, flags, dir_fd=stick)
            try:
                os.fchown(folder, self._owner.uid, self._owner.gid)
            finally:
                os.close(folder)
        finally:
            os.close(stick)

    def _data(self, filesystem: str) -> str:
        return mount_data(filesystem, uid=self._owner.uid, gid=self._owner.gid)

    def _system(
        self, devices: Mapping[str, BlockDevice], mounts: list[MountLine]
    ) -> frozenset[str]:
        return system_disks(
            devices,
            _mounted(devices, mounts),
            used=read_swaps(self._machine.swaps),
            media_roots=(*MEDIA_ROOTS, PurePosixPath(self._sticks)),
        )

    def _name(self, mount: MountLine) -> str:
        """Return the name of a stick's folder; empty for what is mounted elsewhere."""
        place = PurePosixPath(mount.mount_point)
        return place.name if place.parent == PurePosixPath(self._sticks) else ""

    def _is_that_device(self, wanted: Mounting) -> bool:
        """Tell whether the device file leads to the device that was decided about."""
        try:
            status = os.lstat(self._machine.dev / wanted.device)
        except OSError:
            return False
        numbers = f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"
        return stat.S_ISBLK(status.st_mode) and numbers == wanted.numbers


def _mounted(devices: Mapping[str, BlockDevice], mounts: list[MountLine]) -> list[MountedDevice]:
    """Name the devices of mounts: by number, or by path where a file system has none (btrfs)."""
    by_numbers = {device.numbers: device.name for device in devices.values()}
    found = []
    for mount in mounts:
        name = by_numbers.get(mount.numbers, "")
        if not name and mount.source.startswith("/"):
            name = Path(os.path.realpath(mount.source)).name
        if name in devices:
            found.append(MountedDevice(name=name, mount_point=mount.mount_point))
    return found


def _refusal(error: OSError) -> Refused:
    if error.errno == errno.EBUSY:
        return Refused.IN_USE
    if error.errno in {errno.EROFS, errno.EACCES}:
        return Refused.WRITE_PROTECTED
    return Refused.FAILED
