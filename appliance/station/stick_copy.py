"""Copying audio off a stick into a folder of the box: whole and hashed, or not at all."""

import dataclasses
import errno
import hashlib
import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from appliance.domain.export_plan import safe_name
from appliance.domain.stick_contents import Limits, Refusal, refused_size
from appliance.domain.stick_names import OddPathError, Place, read_path, shown
from appliance.recordings.durable import sync_folder, write_all
from appliance.station.audio_kind import PROBE_BYTES, audio_kind, other_kind
from appliance.station.face_sticks import AudioOutcome
from appliance.station.stick_errors import StickError
from appliance.station.stick_folder import RefusedFileError, StickFolder

Read = Callable[[int, int], bytes]
"""os.read, or what fails as a pulled stick does."""

BLOCK_BYTES: Final = 1024 * 1024
KEPT_FREE_BYTES: Final = 1024**3
"""An import leaves so much of the box's disk: nine hours of recording."""

_NAME_UNITS: Final = 80
_TITLE_CHARACTERS: Final = 200
_SUFFIX_CHARACTERS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A file that is in the box, and what it is called."""

    outcome: AudioOutcome
    file: Path
    name: str
    """As people know it; never used as a path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyStep:
    """So much is copied; at the end of a file also what became of it."""

    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    copied: Copied | None = None
    refused: AudioOutcome | None = None


def copy_audio(
    mount_point: Path,
    paths: Sequence[str],
    staging: Path,
    *,
    limits: Limits,
    kept_free_bytes: int = KEPT_FREE_BYTES,
    read: Read = os.read,
) -> Generator[CopyStep]:
    """Copy files into ``staging``, which must be there, and hash them.

    Raises OSError if the stick cannot be opened, StickError if the box has no room for all.
    """
    seen: dict[str, str] = {}
    with StickFolder.opened(mount_point) as stick:
        wanted: list[tuple[str, Place, int]] = []
        for path in dict.fromkeys(paths):
            found = _found(stick, path, limits)
            if isinstance(found, AudioOutcome):
                yield CopyStep(file=path, refused=found)
            else:
                wanted.append((path, *found))
        total = sum(size for _, _, size in wanted)
        require_room(staging, total, kept_free_bytes)
        done = 0
        for number, (path, place, size) in enumerate(wanted, start=1):
            folder = staging / str(number)
            folder.mkdir(mode=0o700)
            name = safe_name(shown(place[-1]), fallback="audio", limit_units=_NAME_UNITS)
            copying = Copying(stick, place, size, folder / name, read, look=_require_audio)
            refusal: RefusedFileError | None = None
            try:
                for part in copying.run():
                    done += part
                    yield CopyStep(file=path, done_bytes=done, total_bytes=total)
            except RefusedFileError as error:
                refusal = error
            else:
                twin = seen.setdefault(copying.sha256, path)
                if twin != path:
                    refusal = RefusedFileError(Refusal.SAME_AS_ANOTHER, twin)
            outcome = AudioOutcome(path=path, sha256=copying.sha256, size_bytes=size)
            if refusal is None:
                copied = Copied(outcome=outcome, file=copying.file, name=_name(place))
                yield CopyStep(file=path, done_bytes=done, total_bytes=total, copied=copied)
                continue
            copying.file.unlink(missing_ok=True)
            refused = dataclasses.replace(outcome, refusal=refusal.refusal, detail=refusal.detail)
            yield CopyStep(file=path, done_bytes=done, total_bytes=total, refused=refused)


class Copying:
    """One file on its way."""

    def __init__(
        self,
        stick: StickFolder,
        place: Place,
        size_bytes: int,
        file: Path,
        read: Read,
        *,
        look: Callable[[bytes], None] = lambda _: None,
    ) -> None:
        """``look`` gets the first block and may raise RefusedFileError."""
        self._stick = stick
        self._place = place
        self._size_bytes = size_bytes
        self._read = read
        self._look = look
        self.file = file
        self.sha256 = ""

    def run(self) -> Generator[int]:
        """Copy; yields how much each step did. Raises RefusedFileError."""
        try:
            with self._stick.file(self._place) as source:
                yield from self._copy(source)
            sync_folder(self.file.parent)
        except OSError as error:
            raise _refusal(error) from error

    def _copy(self, source: int) -> Generator[int]:
        before = os.fstat(source)
        hashing = hashlib.sha256()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        target = os.open(self.file, flags, 0o600)
        try:
            left = self._size_bytes
            is_first = True
            while left:
                block = self._block(source, min(BLOCK_BYTES, left))
                if not block:
                    break
                if is_first:
                    self._look(block)
                    is_first = False
                _write(target, block)
                hashing.update(block)
                left -= len(block)
                yield len(block)
            after = os.fstat(source)
            if (
                left
                or after.st_size != self._size_bytes
                or after.st_mtime_ns != before.st_mtime_ns
                or before.st_size != self._size_bytes
            ):
                raise RefusedFileError(Refusal.CHANGED)
            os.fsync(target)
        finally:
            os.close(target)
        self.sha256 = hashing.hexdigest()

    def _block(self, source: int, size: int) -> bytes:
        try:
            return self._read(source, size)
        except OSError as error:
            reason = error.strerror or str(error)
            raise RefusedFileError(Refusal.UNREADABLE, reason) from error


def _found(stick: StickFolder, path: str, limits: Limits) -> tuple[Place, int] | AudioOutcome:
    """Find a file that was named. What is wrong with it is an outcome."""
    try:
        place = read_path(path)
        if len(place) > limits.depth:
            return AudioOutcome(path=path, refusal=Refusal.TOO_DEEP)
        size = stick.size_bytes(place)
    except OddPathError as error:
        return AudioOutcome(path=path, refusal=Refusal.ODD_PATH, detail=str(error))
    except RefusedFileError as error:
        return AudioOutcome(path=path, refusal=error.refusal, detail=error.detail)
    except OSError as error:
        return AudioOutcome(
            path=path, refusal=Refusal.UNREADABLE, detail=error.strerror or str(error)
        )
    refusal = refused_size(size, limits.audio_bytes, Refusal.AUDIO_TOO_LARGE)
    if refusal is not None:
        return AudioOutcome(path=path, size_bytes=size, refusal=refusal)
    return place, size


def _write(target: int, block: bytes) -> None:
    try:
        write_all(target, block)
    except OSError as error:
        raise _refusal(error) from error


def _refusal(error: OSError) -> RefusedFileError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return RefusedFileError(Refusal.NO_ROOM)
    return RefusedFileError(Refusal.UNREADABLE, error.strerror or str(error))


def _require_audio(beginning: bytes) -> None:
    if audio_kind(beginning[:PROBE_BYTES]) is None:
        raise RefusedFileError(Refusal.NOT_AUDIO, other_kind(beginning[:PROBE_BYTES]))


def require_room(staging: Path, needed_bytes: int, kept_free_bytes: int) -> None:
    """Raise StickError if the box has no room for so much and for what it keeps free."""
    room = os.statvfs(staging)
    free = room.f_bavail * room.f_frsize - kept_free_bytes
    if needed_bytes > free:
        raise StickError(
            "The files have {needed} MB; the box has {free} MB to spare.",
            hint="Export and delete old recordings, or take fewer files at a time.",
            needed=f"{needed_bytes / 1e6:.0f}",
            free=f"{max(0, free) / 1e6:.0f}",
        )


def _name(place: Place) -> str:
    name = PurePosixPath(shown(place[-1]))
    return f"{name.stem[:_TITLE_CHARACTERS]}{name.suffix[:_SUFFIX_CHARACTERS]}"
