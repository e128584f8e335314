"""File operations that survive a power cut, and complete writes."""

import os
from pathlib import Path
from typing import Final

_DRAFT: Final = ".{}.new"
"""What a file is called while it takes another's place."""


def write_all(fd: int, data: bytes) -> None:
    """Write everything, however short the single writes are. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def write_all_at(fd: int, data: bytes, offset: int) -> None:
    """Write everything at a place of the file. Raises OSError."""
    view = memoryview(data)
    while view:
        written = os.pwrite(fd, view, offset)
        view, offset = view[written:], offset + written


def sync_data(fd: int) -> None:
    """Bring a file's content to the disk itself. Raises OSError."""
    if hasattr(os, "fdatasync"):
        os.fdatasync(fd)
    else:  # macOS
        os.fsync(fd)


def sync_folder(folder: Path) -> None:
    """Make created, renamed and removed names in a folder durable. Raises OSError."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def make_folder(folder: Path) -> None:
    """Create a folder and its missing parents, private and durable. Raises OSError."""
    missing = [folder, *folder.parents]
    for path in reversed([path for path in missing if not path.exists()]):
        path.mkdir(mode=0o700)
        sync_folder(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file atomically: readers see the old or the new content. Raises OSError.

    A kill leaves the old one and a draft of the new: the next call writes over it.
    """
    temporary = path.with_name(_DRAFT.format(path.name))
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        write_all(fd, content)
        os.fsync(fd)
    finally:
        os.close(fd)
    temporary.replace(path)
    sync_folder(path.parent)


def remove_drafts(folder: Path) -> None:
    """Remove what kills left of files that were being replaced in a folder. Raises OSError."""
    for draft in folder.glob(_DRAFT.format("*")):
        draft.unlink(missing_ok=True)
