"""Where things lie: the data folder and the run folder, and who holds them."""

import fcntl
import hashlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import platformdirs

from appliance.errors import ApplianceError

SOCKET_PATH_LIMIT_BYTES = 100
"""Kernels allow 104 (macOS) to 108 (Linux) bytes for the path of a Unix socket."""

LOCK = "lock"
"""Held by the running box; its lines are the process id and the run folder."""

LOOKS = 4
LOOK_S = 0.02

OWN_NAMES = frozenset({LOCK, "log", "models", "recordings"})
"""One of these shows that a data folder is a box's."""

_PRIVATE = stat.S_IRWXU


class DataFolderError(ApplianceError):
    """The data folder cannot be used."""

    code = "data-folder"
    exit_code = 3


class AlreadyRunningError(ApplianceError):
    """Another box uses the same data folder."""

    code = "already-running"
    exit_code = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Every path of the box, derived from two folders."""

    data: Path
    run: Path

    @property
    def library(self) -> Path:
        """The SQLite index."""
        return self.data / "library.db"

    @property
    def recordings(self) -> Path:
        """One folder a day, one folder a recording in it."""
        return self.data / "recordings"

    @property
    def models(self) -> Path:
        """One folder a model, with its manifest."""
        return self.data / "models"

    @property
    def lexicons(self) -> Path:
        """Packs of hot words, one text file each."""
        return self.data / "lexicons"

    @property
    def bundles(self) -> Path:
        """One file for each signed bundle that was installed."""
        return self.data / "bundles"

    @property
    def keys(self) -> Path:
        """One key for each encrypted recording; what is destroyed when one is deleted."""
        return self.data / "keys"

    @property
    def inbox(self) -> Path:
        """Files handed over for transcription."""
        return self.data / "inbox"

    @property
    def receipts(self) -> Path:
        """One file per verified export."""
        return self.data / "receipts"

    @property
    def removing(self) -> Path:
        """Recordings that are being removed for good; what lies here is no recording any more."""
        return self.data / "removing"

    @property
    def quarantine(self) -> Path:
        """What was damaged and set aside, one folder a time."""
        return self.data / "quarantine"

    @property
    def pinyin(self) -> Path:
        """The words that the on-screen keyboard knows; made anew where it is missing."""
        return self.data / "pinyin.txt"

    @property
    def log(self) -> Path:
        """JSON-line logs, one file a process."""
        return self.data / "log"

    @property
    def settings(self) -> Path:
        """The settings as resolved by the supervisor, for its children."""
        return self.run / "settings.json"

    @property
    def layers(self) -> Path:
        """What the settings were resolved from, for the station."""
        return self.run / "layers.json"

    @property
    def supervisor_socket(self) -> Path:
        """Readiness, progress, hardware and control."""
        return self.run / "supervisor.sock"

    @property
    def capture_socket(self) -> Path:
        """Control and status of capture."""
        return self.run / "capture.sock"

    @property
    def microphone_socket(self) -> Path:
        """A standard Wyoming microphone: connect and read audio."""
        return self.run / "microphone.sock"

    @property
    def inference_socket(self) -> Path:
        """Standard Wyoming speech-to-text, and sessions."""
        return self.run / "inference.sock"

    @property
    def station_socket(self) -> Path:
        """Control of the running box by the command line."""
        return self.run / "station.sock"

    @property
    def api_token(self) -> Path:
        """The HTTP API's token of this boot."""
        return self.run / "api-token"

    def recording(self, recording_id: str) -> Path:
        """Folder of a recording; its id starts with the date, ``YYYYMMDD-…``."""
        day = date.fromisoformat(recording_id[:8]).isoformat()
        return self.recordings / day / recording_id


def default_data_folder() -> Path:
    """Return ``/var/lib/tingxia`` where provisioning made it, else the user's data folder."""
    appliance = Path("/var/lib/tingxia")
    if appliance.is_dir() and os.access(appliance, os.W_OK):
        return appliance
    return Path(platformdirs.user_data_dir("tingxia"))


def default_run_folder(data: Path) -> Path:
    """Return a private folder for sockets, one per data folder.

    It lies where the system keeps such things, never in a folder that others may write; without
    such a place (macOS, a service without a session) it lies below the data.
    """
    named = os.environ.get("XDG_RUNTIME_DIR")
    session = Path(named or "/run")
    if not named or not _is_ours_alone(session):  # after `su` or `sudo` it is another user's
        if sys.platform != "linux" or os.getuid() != 0:
            return data / "run"
        session = Path("/run")
    key = hashlib.sha256(os.fsencode(data.absolute())).hexdigest()[:8]
    return session / "tingxia" / key


def _may_be_ours(data: Path) -> bool:
    """Tell a folder of a box, or an empty one, from one that must not be closed to others."""
    try:
        names = os.listdir(data)  # noqa: PTH208 - names are all that is needed
    except OSError:
        return True  # it is made, or refused with the reason, by whoever uses it
    return not names or bool(OWN_NAMES.intersection(names))


def _is_ours_alone(folder: Path) -> bool:
    try:
        status = folder.stat()
    except OSError:
        return False
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def running_folder(data: Path) -> Path | None:
    """Return the run folder of the box that holds the data folder; None if none runs.

    It may differ from the default: a service and a person who logs in have different sessions.
    """
    try:
        lock = os.open(data / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        lines = os.pread(lock, 4096, 0).decode(errors="replace").splitlines()
        return Path(lines[1]) if len(lines) > 1 else None
    else:
        return None
    finally:
        os.close(lock)


def prepare(paths: Paths) -> None:
    """Create all folders, private to the user. Raises DataFolderError with what to do."""
    if not _may_be_ours(paths.data):
        raise DataFolderError(
            "{path} holds other things than recordings of this box.",
            hint="Name an empty or a new folder with --data-dir.",
            path=paths.data,
        )
    try:
        for folder in (
            paths.data,
            paths.recordings,
            paths.models,
            paths.inbox,
            paths.receipts,
            paths.log,
        ):
            folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        for folder in (paths.data, paths.data.parent):
            _keep_names(folder)
        paths.data.chmod(_PRIVATE)
        probe = paths.data / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise _not_writable(error, paths.data, instead="another with --data-dir") from error
    try:
        paths.run.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        paths.run.chmod(_PRIVATE)
    except OSError as error:
        instead = "another with storage.run_dir in the configuration"
        raise _not_writable(error, paths.run, instead=instead) from error
    longest = len(os.fsencode(paths.microphone_socket))
    if longest > SOCKET_PATH_LIMIT_BYTES:
        raise DataFolderError(
            "The run folder {path} is too long a path for sockets.",
            hint="Choose a shorter one with storage.run_dir in the configuration.",
            path=paths.run,
        )


def _keep_names(folder: Path) -> None:
    """Have a power cut leave the folders in here, or the first recording goes with them."""
    opened = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def hold(paths: Paths) -> Iterator[None]:
    """Hold the data folder until the end of the block or of the process.

    Raises AlreadyRunningError with the holder's process id, DataFolderError.
    """
    try:
        lock = os.open(paths.data / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _not_writable(error, paths.data, instead="another with --data-dir") from error
    try:
        try:
            _lock(lock)
        except BlockingIOError as error:
            lines = os.pread(lock, 32, 0).decode(errors="replace").splitlines()
            raise AlreadyRunningError(
                "Another Tingxia (process {pid}) uses {path}.",
                hint="Use that one (`tingxia status`), stop it, or choose another --data-dir.",
                pid=lines[0] if lines else "unknown",
                path=paths.data,
            ) from error
        os.ftruncate(lock, 0)
        os.pwrite(lock, os.fsencode(f"{os.getpid()}\n{paths.run}\n"), 0)
        yield
    finally:
        os.close(lock)


def _lock(descriptor: int) -> None:
    """Lock it for ourselves. Raises BlockingIOError if another holds it for longer than a look."""
    for _ in range(LOOKS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(LOOK_S)  # `running_folder` elsewhere holds it for microseconds
        else:
            return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _not_writable(error: OSError, path: Path, *, instead: str) -> DataFolderError:
    return DataFolderError(
        "{path} cannot be written: {reason}.",
        hint="Make it writable for user {user}, or choose {instead}.",
        path=error.filename or path,
        reason=error.strerror,
        user=os.getuid(),
        instead=instead,
    )
