"""A file system of its own to measure on, for who may mount one; a folder for who may not."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from appliance.export.stick import file_system

_EXTRA_BYTES: Final = 256 * 1024 * 1024
"""For the file system itself."""


@contextmanager
def target_folder(to: Path | None, work: Path, room_bytes: int) -> Iterator[tuple[Path, str]]:
    """Yield a fresh folder and what to call the place; both are gone afterwards.

    It lies below ``to``, or else on an ext4 on a loop device with an image in ``work``; where that
    cannot be, in the folder for temporary files, and the place is called so.
    """
    instead = ""
    if to is None:
        try:
            with _mounted(work, room_bytes) as disk:
                yield disk, "ext4 on a loop device"
                return
        except _NotMountedError as error:
            instead = f", for want of a disk of its own ({error})"
    with tempfile.TemporaryDirectory(prefix="tingxia-bench-", dir=to) as made:
        folder = Path(made)
        kind = file_system(folder) or "unknown file system"
        yield folder, f"{kind} in {folder.parent}{instead}"


class _NotMountedError(Exception):
    """Nothing can be mounted here, and why."""


@contextmanager
def _mounted(work: Path, room_bytes: int) -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        raise _NotMountedError("only root on Linux may mount one")
    image, folder = work / "disk.img", work / "disk"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(round(room_bytes * 1.05) + _EXTRA_BYTES)
    try:
        _call("mkfs.ext4", "-q", "-F", str(image))
        _call("mount", "-o", "loop", str(image), str(folder))
    except (OSError, subprocess.CalledProcessError) as error:
        said = error.stderr if isinstance(error, subprocess.CalledProcessError) else error
        raise _NotMountedError(" ".join(str(said).split())) from error
    try:
        yield folder
    finally:
        _call("umount", str(folder))


def _call(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
