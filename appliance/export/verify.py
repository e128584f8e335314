"""Checking an export later, against the hashes that lie beside it."""

import hashlib
import mmap
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from appliance.domain.export_plan import ROOT
from appliance.domain.progress import Progress, no_progress
from appliance.export import manifest
from appliance.export.errors import ExportError, explained
from appliance.export.stick import Stick, read_buffer

_SUMS_LIMIT_BYTES = 1024 * 1024
_FOLDERS_LIMIT = 100_000
_TO_IMPORT = frozenset({"lexicons", "models"})
"""What a stick brings lies beside what is exported to it."""


def verify(folder: Path, progress: Progress = no_progress) -> list[Path]:
    """Read every file named in SHA256SUMS and compare; returns them.

    ``folder`` is that of one recording, one that holds such folders, or the stick. Raises
    ExportError at the first file that is missing or differs, at a folder that an interrupted export
    left without hashes, and if there is nothing to compare.
    """
    try:
        if (folder / ROOT).is_dir():
            folder = folder / ROOT
        is_one = (folder / manifest.SUMS_NAME).is_file()
        folders = [folder] if is_one else _exported(folder)
        total = sum(map(_bytes_in, folders))
        done = 0

        def told(size_bytes: int) -> None:
            nonlocal done
            done += size_bytes
            progress("reading and comparing", done, total)

        verified = [file for each in folders for file in _verify_one(each, told)]
    except OSError as error:
        raise explained(error, folder) from error
    if not verified:
        raise _unproven(folder)
    return verified


def measured(
    stick: Stick,
    folder: int,
    name: str,
    buffer: mmap.mmap | None = None,
    *,
    limit_bytes: int | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> tuple[int, str]:
    """Return size and SHA-256 of a file as the medium gives it back. Raises OSError.

    Of one that is larger than ``limit_bytes`` no more is read: it is none of ours. ``told`` hears
    of the size of each block that was read and hashed.
    """
    size_bytes, found = 0, hashlib.sha256()
    for block in stick.read(folder, name, buffer or read_buffer()):
        size_bytes += len(block)
        found.update(block)
        told(len(block))
        if limit_bytes is not None and size_bytes > limit_bytes:
            break
    return size_bytes, found.hexdigest()


def mismatch(name: str) -> ExportError:
    """Describe a file that came back different."""
    return ExportError(
        "{name} was read back different from what was written.",
        hint="Do not trust this stick: take another one and export again."
        " The recordings in the box are untouched.",
        name=name,
    )


def _exported(folder: Path) -> list[Path]:
    """Return the folders to compare; one that an interrupted export left proves nothing."""
    found = []
    entries = list(islice(folder.iterdir(), _FOLDERS_LIMIT + 1))
    if len(entries) > _FOLDERS_LIMIT:
        raise ExportError(
            "{folder} holds more than {most} entries.",
            hint="Verify the folders in it one by one.",
            folder=folder,
            most=_FOLDERS_LIMIT,
        )
    for path in sorted(entries):
        if path.is_symlink() or not path.is_dir():
            continue
        if (path / manifest.SUMS_NAME).is_file():
            found.append(path)
        elif folder.name == ROOT and path.name not in _TO_IMPORT and any(path.iterdir()):
            raise _unproven(path)
    return found


def _unproven(folder: Path) -> ExportError:
    return ExportError(
        "{folder} holds no {sums} to compare with.",
        hint="Choose the folder of an export, or export again: what is there already is kept.",
        folder=folder,
        sums=manifest.SUMS_NAME,
    )


def _bytes_in(folder: Path) -> int:
    with os.scandir(folder) as entries:
        return sum(
            entry.stat(follow_symlinks=False).st_size
            for entry in entries
            if entry.name != manifest.SUMS_NAME and entry.is_file(follow_symlinks=False)
        )


def _verify_one(folder: Path, told: Callable[[int], None]) -> list[Path]:
    stick = Stick()
    with _opened(stick, folder) as opened:
        content = b""
        for block in stick.read(opened, manifest.SUMS_NAME, read_buffer()):
            content += block
            if len(content) > _SUMS_LIMIT_BYTES:
                break
        verified = []
        for name, sha256 in manifest.read_sums(content):
            if not stick.exists(opened, name):
                raise ExportError(
                    "{file} is missing.", hint="Export the recording again.", file=folder / name
                )
            if measured(stick, opened, name, told=told)[1] != sha256:
                raise ExportError(
                    "{file} is not what was exported.",
                    hint="It was changed since, or the stick is failing: export the recording "
                    "again, to another stick if nobody changed it.",
                    file=folder / name,
                )
            verified.append(folder / name)
    return verified


@contextmanager
def _opened(stick: Stick, folder: Path) -> Generator[int]:
    opened = stick.open(folder)
    try:
        yield opened
    finally:
        stick.close(opened)
