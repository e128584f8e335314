"""Unpacking archives from strangers: nothing outside the folder, no links, no devices, no flood."""

import bz2
import gzip
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import IO, Final, cast

from appliance.domain.progress import Progress, no_progress
from appliance.modelstore.errors import ModelError
from appliance.modelstore.manifest import FILE_NAME, is_confined
from appliance.modelstore.staging import require_space

SUFFIXES: Final = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".zip")

_BLOCK_BYTES: Final = 1024 * 1024
_LONGEST_TAIL_BYTES: Final = 64 * _BLOCK_BYTES

Member = tuple[str, int, Callable[[], IO[bytes]]]
"""Path below the archive, bytes as announced, and what opens it while it is its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is more than any model."""

    members: int = 20_000
    total_bytes: int = 20_000_000_000


def is_archive(path: Path) -> bool:
    """Tell by the name."""
    return path.name.lower().endswith(SUFFIXES)


def unpack(
    archive: Path,
    target: Path,
    *,
    wanted: Collection[str] | None = None,
    limits: Limits | None = None,
    progress: Progress = no_progress,
) -> list[str]:
    """Unpack regular files below ``target`` and return their names.

    ``wanted`` are names below the archive's own top folder; others are passed over. Raises
    ModelError, for an archive with a hostile member before anything of it is believed.
    """
    limits = limits or Limits()
    done_bytes, unpacked = 0, []
    target.mkdir(parents=True, exist_ok=True)  # an archive may be empty
    with _readable(archive):
        members = _zip_members(archive) if _is_zip(archive) else _tar_members(archive)
        for count, (name, size_bytes, opened) in enumerate(members, start=1):
            if count > limits.members or done_bytes + size_bytes > limits.total_bytes:
                raise _hostile(archive, name, "it holds more than any model")
            # The zip's and the tar's own word for the size is not to be relied on.
            done_bytes += size_bytes
            if not name:
                raise _hostile(archive, name, "it has no name")
            place = _place(name, wanted)
            if place is None:
                continue
            file = target / place
            if file.exists():
                raise _hostile(archive, name, "it is there twice")
            require_space(target, size_bytes)
            file.parent.mkdir(parents=True, exist_ok=True)
            with opened() as stream:
                _copy(stream, file, size_bytes, archive)
            unpacked.append(place)
            progress(archive.name, done_bytes, None)
    return unpacked


def _place(name: str, wanted: Collection[str] | None) -> str | None:
    if wanted is None:
        return name
    # Releases put everything into one folder; the files may also lie at the top.
    below = name.partition("/")[2]
    return next((place for place in (name, below) if place in wanted), None)


def _tar_members(archive: Path) -> Iterator[Member]:
    with _unpacked(archive) as stream:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                name = _safe_name(archive, member.name)
                if member.isdir():
                    continue
                if not member.isreg():
                    raise _hostile(archive, member.name, "it is a link or a device")

                def opened(member: tarfile.TarInfo = member) -> IO[bytes]:
                    content = tar.extractfile(member)
                    assert content is not None  # it is a regular file
                    return content

                yield name, member.size, opened
        # Checksums of what was unpacked stand at the very end.
        for _ in range(_LONGEST_TAIL_BYTES // _BLOCK_BYTES):
            if not stream.read(_BLOCK_BYTES):
                return
        raise _hostile(archive, "", "it goes on behind its end")


def _unpacked(archive: Path) -> IO[bytes]:
    with archive.open("rb") as opened:
        start = opened.read(6)
    if start.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(archive))
    if start.startswith(b"BZh"):
        return bz2.open(archive)
    if start == b"\xfd7zXZ\0":
        return lzma.open(archive)
    return archive.open("rb")


def _zip_members(archive: Path) -> Iterator[Member]:
    with zipfile.ZipFile(archive) as packed:
        for member in packed.infolist():
            name = _safe_name(archive, member.filename)
            if member.is_dir():
                continue
            if S_ISLNK(member.external_attr >> 16):
                raise _hostile(archive, member.filename, "it is a link")
            if member.flag_bits & 1:
                raise _hostile(archive, member.filename, "it is encrypted")

            def opened(member: zipfile.ZipInfo = member) -> IO[bytes]:
                return packed.open(member)

            yield name, member.file_size, opened


def _is_zip(archive: Path) -> bool:
    return archive.name.lower().endswith(".zip")


def _safe_name(archive: Path, name: str) -> str:
    """Return a member's path below the archive; refuse one that leads out of it."""
    parts = [part for part in PurePosixPath(name).parts if part != "."]
    path = "/".join(parts)
    if path and path != FILE_NAME and not is_confined(path):
        raise _hostile(archive, name, "it leads out of the folder or has no proper name")
    return path


def _copy(stream: IO[bytes], file: Path, size_bytes: int, archive: Path) -> None:
    written = 0
    with file.open("xb") as target:
        while block := stream.read(_BLOCK_BYTES):
            written += len(block)
            if written > size_bytes:
                raise _hostile(archive, file.name, "it is longer than it says")
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    if written < size_bytes:
        raise EOFError(f"{file.name} ends in the middle")


@contextmanager
def _readable(archive: Path) -> Iterator[None]:
    """Turn what the libraries say of a damaged archive into a ModelError."""
    try:
        yield
    except (
        tarfile.TarError,
        zipfile.BadZipFile,
        NotImplementedError,  # of zipfile: a compression that it does not know
        EOFError,
        UnicodeError,
        ValueError,  # of tarfile and zipfile: numbers that cannot be
        zlib.error,
        lzma.LZMAError,
    ) as error:
        raise ModelError(
            "The archive {file} is damaged or incomplete: {reason}.",
            hint="Copy it again: a stick may have been pulled out too early.",
            file=archive,
            reason=str(error) or type(error).__name__,
        ) from error
    except OSError as error:
        if error.errno is not None:
            raise
        # What bz2 and gzip raise for damaged data.
        raise ModelError(
            "The archive {file} is damaged or incomplete: {reason}.",
            hint="Copy it again: a stick may have been pulled out too early.",
            file=archive,
            reason=error,
        ) from error


def _hostile(archive: Path, member: str, reason: str) -> ModelError:
    return ModelError(
        "The archive {file} is refused because of {member}: {reason}.",
        hint="Nothing of it was kept. Pack plain files and folders only (tar --dereference), from "
        "a source you trust.",
        file=archive,
        member=repr(member),
        reason=reason,
    )
