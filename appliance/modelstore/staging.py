"""Where a model is put together: a hidden folder beside the models, shown when it is whole."""

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from appliance.modelstore.errors import ModelError

SPARE_BYTES: Final = 200 * 1024 * 1024
"""Left free beside a model: the recordings lie on the same disk."""


_STAGED: Final = ".staging-"
_FORMER: Final = ".former"


@contextmanager
def staged(models: Path) -> Iterator[Path]:
    """Lend a hidden folder beside the models that is gone afterwards."""
    models.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(models):
        _clear_up(models)
        folder = Path(tempfile.mkdtemp(prefix=_STAGED, dir=models))
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def remove(folder: Path) -> None:
    """Take a model's folder away in one step, then delete it; takes no room. Raises OSError.

    By half it would not be listed, and keep its room: the next ``clear_up`` deletes what is left.
    """
    gone = folder.with_name(f"{_STAGED}{secrets.token_hex(8)}")
    with alone(folder):
        with alone(folder.parent):
            _clear_up(folder.parent)
            folder.rename(gone)
        try:
            shutil.rmtree(gone)
        except OSError:
            shutil.rmtree(gone, ignore_errors=True)  # what else of it can go
            raise


@contextmanager
def alone(models: Path) -> Iterator[None]:
    """Keep others from changing what is there and what is in use; for a moment only."""
    lock = os.open(models, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def clear_up(models: Path) -> None:
    """Remove what a power cut left of earlier work, and put back what it took away.

    Raises OSError.
    """
    if models.is_dir():
        with alone(models):
            _clear_up(models)


def _clear_up(models: Path) -> None:
    for folder in models.glob(f"{_STAGED}*"):
        if not _is_held(folder):
            shutil.rmtree(folder, ignore_errors=True)
    for former in models.glob(f".*{_FORMER}"):
        target = former.with_name(former.name[1:].removesuffix(_FORMER))
        if target.exists():
            shutil.rmtree(former, ignore_errors=True)
        else:
            former.rename(target)


def _is_held(folder: Path) -> bool:
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:  # gone meanwhile
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def part_folder(models: Path, name: str) -> Path:
    """Return the folder in which a model gathers; it outlives an interruption."""
    return models / f".{name}.part"


@contextmanager
def held(part: Path) -> Iterator[None]:
    """Keep a second process from gathering the same model at the same time. Raises ModelError."""
    part.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(part / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ModelError(
                "Another process is fetching the model {model}.",
                hint="Wait until it is done; `tingxia models list` then shows the model.",
                model=part.stem.removeprefix("."),
            ) from error
        yield
    finally:
        os.close(lock)


def replace(fresh: Path, target: Path) -> None:
    """Put a finished folder in the place of what may be there, whole or not at all."""
    fresh.chmod(0o700)
    with alone(target.parent):
        _clear_up(target.parent)
        try:
            if target.exists():
                target.rename(target.with_name(f".{target.name}{_FORMER}"))
            fresh.rename(target)
        finally:
            _clear_up(target.parent)
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sync(folder: Path) -> None:
    """Have every file of a finished folder on the disk before it is shown."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as opened:
                os.fsync(opened.fileno())


def require_space(folder: Path, needed_bytes: int) -> None:
    """Raise ModelError if a folder has no room for so much."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes + SPARE_BYTES:
        raise ModelError(
            "There is no room for the model in {folder}: {needed_mb} MB are needed, {free_mb} MB "
            "are free.",
            hint="Free some space there (`tingxia models remove NAME`), or choose another "
            "--data-dir.",
            folder=folder,
            needed_mb=(needed_bytes + SPARE_BYTES) // 1_000_000,
            free_mb=free_bytes // 1_000_000,
        )


@contextmanager
def written_to(folder: Path, name: str) -> Iterator[None]:
    """Turn an OSError of the block into a ModelError with the way out.

    It may come from either end, so it names the file where the system does.
    """
    try:
        yield
    except OSError as error:
        raise ModelError(
            "The model {model} cannot be brought to {folder}: {reason}.",
            hint="Free some space there or make it writable, or choose another --data-dir. If it "
            "comes from a stick, see that it is still in and can be read.",
            model=name,
            folder=folder,
            reason=error,
        ) from error
