"""Which removable volumes are mounted on macOS, as ``diskutil`` tells."""

import plistlib
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final
from xml.parsers.expat import ExpatError

import psutil

from appliance.supervisor.hardware.volumes import Mount, Plugged, system_mounts
from appliance.wire.supervision import Volume

DISKUTIL: Final = "/usr/sbin/diskutil"
TIMEOUT_S: Final = 10.0
ROOT: Final = Path("/Volumes")


def disk_info(device: str) -> bytes:
    """Ask diskutil about a mounted device. Raises OSError, SubprocessError."""
    return subprocess.run(
        [DISKUTIL, "info", "-plist", device],
        check=True,
        capture_output=True,
        timeout=TIMEOUT_S,
        stdin=subprocess.DEVNULL,
    ).stdout


class MacVolumes:
    """Looks at what is mounted below /Volumes; diskutil is asked once for each mount.

    It tells of no disk that is not mounted: macOS itself does, with a window of its own.
    """

    def __init__(
        self,
        *,
        data: Path,
        root: Path = ROOT,
        mounts: Callable[[], Iterable[Mount]] = system_mounts,
        info: Callable[[str], bytes] = disk_info,
    ) -> None:
        self._data = data
        self._root = root
        self._mounts = mounts
        self._info = info
        self._known: dict[Mount, dict[str, Any]] = {}

    def present(self) -> Plugged:
        """See Volumes."""
        mounts = [
            mount for mount in self._mounts() if self._root in Path(mount.mount_point).parents
        ]
        self._known = {mount: self._known.get(mount) or self._asked(mount) for mount in mounts}
        volumes = (self._volume(mount, told) for mount, told in self._known.items())
        return Plugged(volumes=tuple(volume for volume in volumes if volume is not None))

    def _asked(self, mount: Mount) -> dict[str, Any]:
        """Return what diskutil tells; nothing, and so no stick, if it cannot tell."""
        try:
            told = plistlib.loads(self._info(mount.device))
        except (OSError, subprocess.SubprocessError, ValueError, ExpatError):
            return {}
        return told if isinstance(told, dict) else {}

    def _volume(self, mount: Mount, told: dict[str, Any]) -> Volume | None:
        is_stick = told.get("RemovableMediaOrExternalDevice") is True and (
            told.get("Internal") is not True or told.get("RemovableMedia") is True
        )
        is_image = told.get("BusProtocol") == "Disk Image"
        place = Path(mount.mount_point)
        if not is_stick or is_image or self._data.resolve().is_relative_to(place):
            return None
        try:
            usage = psutil.disk_usage(mount.mount_point)
        except OSError:
            return None  # pulled out while we looked
        return Volume(
            identity=str(told.get("VolumeUUID") or mount.device),
            label=str(told.get("VolumeName") or place.name),
            mount_point=mount.mount_point,
            filesystem=mount.filesystem,
            free_bytes=usage.free,
            total_bytes=usage.total,
            writable=told.get("WritableVolume") is True,
        )
