"""Folders that stand in for sticks, as a built-in meeting does for a microphone.

Only ``tingxia up --stick`` names them: no configuration can, so no installed box has any.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Final

import psutil

from appliance.domain.stick_names import shown
from appliance.errors import UsageError
from appliance.paths import Paths
from appliance.supervisor.hardware.volumes import Plugged, Volumes
from appliance.wire.supervision import Volume

FILESYSTEM: Final = "folder"
"""What a volume of that kind has in the place of a file system's name."""


def stand_in_folders(folders: Iterable[Path], paths: Paths) -> tuple[Path, ...]:
    """Return where the folders really are, each once. Raises UsageError."""
    found = dict.fromkeys(Path(os.path.realpath(folder.expanduser())) for folder in folders)
    own = [Path(os.path.realpath(place)) for place in (paths.data, paths.run)]
    for folder in found:
        if not folder.is_dir():
            raise UsageError(
                "There is no folder {folder} to stand in for a stick.",
                hint="Make it, or correct --stick.",
                folder=folder,
            )
        if any(folder.is_relative_to(place) or place.is_relative_to(folder) for place in own):
            raise UsageError(
                "{folder} cannot stand in for a stick: the box's own data lie there.",
                hint="Name a folder beside the data folder: --stick FOLDER.",
                folder=folder,
            )
    return tuple(found)


class StandInSticks:
    """A folder is plugged in while it is there; one that was let go, when it was gone and is back.

    Asked by the thread that looks at the hardware, told by the supervisor's loop.
    """

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        """``folders`` are as `stand_in_folders` returns them."""
        self._folders = folders
        self._changing = Lock()
        self._let_go: set[str] = set()

    def let_go(self, identity: str) -> None:
        """Have a stick not open any more until it was pulled out and plugged in again."""
        with self._changing:
            self._let_go.add(identity)

    def present(self) -> Plugged:
        """See Volumes."""
        found = [volume for folder in self._folders if (volume := _volume(folder)) is not None]
        with self._changing:
            self._let_go &= {volume.identity for volume in found}
            closed = frozenset(self._let_go)
        return Plugged(
            volumes=tuple(volume for volume in found if volume.identity not in closed),
            unopened={
                volume.identity: f"{volume.label}{os.sep}"
                for volume in found
                if volume.identity in closed
            },
        )


class AllVolumes:
    """Several kinds of volumes as one."""

    def __init__(self, *kinds: Volumes) -> None:
        self._kinds = kinds

    def present(self) -> Plugged:
        """See Volumes."""
        plugged = [kind.present() for kind in self._kinds]
        return Plugged(
            volumes=tuple(volume for each in plugged for volume in each.volumes),
            unopened={disk: name for each in plugged for disk, name in each.unopened.items()},
        )


def _volume(folder: Path) -> Volume | None:
    # A link that took its place since could lead into the box's own data.
    if os.path.realpath(folder) != str(folder) or not folder.is_dir():
        return None
    try:
        usage = psutil.disk_usage(str(folder))
    except OSError:
        return None  # removed while we looked
    return Volume(
        identity=f"{FILESYSTEM}:{shown(os.fsencode(folder))}",
        label=shown(os.fsencode(folder.name)),
        mount_point=str(folder),
        filesystem=FILESYSTEM,
        free_bytes=usage.free,
        total_bytes=usage.total,
        writable=os.access(folder, os.W_OK | os.X_OK),
        is_stand_in=True,
    )
