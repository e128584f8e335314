"""A file system of its own to measure on, for who may mount one; a folder for who may not."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_EXTRA_BYTES: Final = 256 * 1024 * 1024
"""For the file system itself."""


@contextmanager
def target_folder(to: Path | None, work: Path, room_bytes: int) -> Iterator[tuple[Path, str]]:
    """Yield a fresh folder and what to call the place; both are gone afterwards.

    It lies below ``to``, or else on an ext4 on a loop device with an image in ``work``.
    """
    if to is None and _may_mount():
        with suppress(_NotMountedError), _mounted(work, room_bytes) as disk:
            yield disk, "ext4 on a loop device"
            return
    with tempfile.TemporaryDirectory(prefix="tingxia-bench-", dir=to) as folder:
        yield Path(folder), str(to or tempfile.gettempdir())


class _NotMountedError(Exception):
    """The system does not let even root mount here."""


def _may_mount() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mkfs.ext4") is not None


@contextmanager
def _mounted(work: Path, room_bytes: int) -> Iterator[Path]:
    image, folder = work / "disk.img", work / "disk"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(round(room_bytes * 1.05) + _EXTRA_BYTES)
    try:
        _call("mkfs.ext4", "-q", "-F", str(image))
        _call("mount", "-o", "loop", str(image), str(folder))
    except (OSError, subprocess.CalledProcessError) as error:
        raise _NotMountedError from error
    try:
        yield folder
    finally:
        _call("umount", str(folder))


def _call(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
