"""Checking an export later, against the hashes that lie beside it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.domain.export_plan import ROOT
from appliance.export import manifest
from appliance.export.errors import ExportError, explained
from appliance.export.stick import Stick

_SUMS_LIMIT_BYTES = 1024 * 1024
_FOLDERS_LIMIT = 10_000


def verify(folder: Path) -> list[Path]:
    """Read every file named in SHA256SUMS and compare; returns them.

    ``folder`` is that of one recording, one that holds such folders, or the stick. Raises
    ExportError at the first file that is missing or differs, and if there is nothing to compare.
    """
    try:
        if (folder / ROOT).is_dir():
            folder = folder / ROOT
        if (folder / manifest.SUMS_NAME).is_file():
            return _verify_one(folder)
        folders = sorted(path for path in _entries(folder) if (path / manifest.SUMS_NAME).is_file())
        verified = [file for each in folders for file in _verify_one(each)]
    except OSError as error:
        raise explained(error, folder) from error
    if not verified:
        raise ExportError(
            "{folder} holds no {sums} to compare with.",
            hint="Choose the folder of an export, or export again.",
            folder=folder,
            sums=manifest.SUMS_NAME,
        )
    return verified


def measured(stick: Stick, folder: int, name: str) -> tuple[int, str]:
    """Return size and SHA-256 of a file as the medium gives it back. Raises OSError."""
    size_bytes, found = 0, hashlib.sha256()
    for block in stick.read(folder, name):
        size_bytes += len(block)
        found.update(block)
    return size_bytes, found.hexdigest()


def digest(stick: Stick, folder: int, name: str) -> str:
    """Return the SHA-256 of a file as the medium gives it back. Raises OSError."""
    return measured(stick, folder, name)[1]


def mismatch(name: str) -> ExportError:
    """Describe a file that came back different."""
    return ExportError(
        "{name} was read back different from what was written.",
        hint="Do not trust this stick: take another one and export again."
        " The recordings in the box are untouched.",
        name=name,
    )


def _entries(folder: Path) -> Iterator[Path]:
    for number, path in enumerate(folder.iterdir()):
        if number >= _FOLDERS_LIMIT:
            return
        if path.is_dir() and not path.is_symlink():
            yield path


def _verify_one(folder: Path) -> list[Path]:
    stick = Stick()
    with _opened(stick, folder) as opened:
        content = b""
        for block in stick.read(opened, manifest.SUMS_NAME):
            content += block
            if len(content) > _SUMS_LIMIT_BYTES:
                break
        verified = []
        for name, sha256 in manifest.read_sums(content):
            if not stick.exists(opened, name):
                raise ExportError(
                    "{file} is missing.", hint="Export the recording again.", file=folder / name
                )
            if digest(stick, opened, name) != sha256:
                raise ExportError(
                    "{file} is not what was exported.",
                    hint="It was changed since, or the stick is failing: export the recording "
                    "again, to another stick if nobody changed it.",
                    file=folder / name,
                )
            verified.append(folder / name)
    return verified


@contextmanager
def _opened(stick: Stick, folder: Path) -> Iterator[int]:
    opened = stick.open(folder)
    try:
        yield opened
    finally:
        stick.close(opened)
