"""Where things lie: the data folder and the run folder, and who holds them."""

import fcntl
import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import platformdirs

from appliance.errors import ApplianceError

SOCKET_PATH_LIMIT_BYTES = 100
"""Kernels allow 104 (macOS) to 108 (Linux) bytes for the path of a Unix socket."""

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
    def inbox(self) -> Path:
        """Files handed over for transcription."""
        return self.data / "inbox"

    @property
    def receipts(self) -> Path:
        """One file per verified export."""
        return self.data / "receipts"

    @property
    def quarantine(self) -> Path:
        """What was damaged and set aside, one folder a time."""
        return self.data / "quarantine"

    @property
    def log(self) -> Path:
        """JSON-line logs, one file a process."""
        return self.data / "log"

    @property
    def settings(self) -> Path:
        """The settings as resolved by the supervisor, for its children."""
        return self.run / "settings.json"

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
    session = os.environ.get("XDG_RUNTIME_DIR")
    if session is None and sys.platform == "linux" and os.getuid() == 0:
        session = "/run"
    if session is None:
        return data / "run"
    key = hashlib.sha256(os.fsencode(data.absolute())).hexdigest()[:8]
    return Path(session) / "tingxia" / key


def prepare(paths: Paths) -> None:
    """Create all folders, private to the user. Raises DataFolderError with what to do."""
    try:
        for folder in (
            paths.data,
            paths.recordings,
            paths.models,
            paths.inbox,
            paths.receipts,
            paths.log,
            paths.run,
        ):
            folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        for folder in (paths.data, paths.run):
            folder.chmod(_PRIVATE)
        probe = paths.data / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise DataFolderError(
            "The folder {path} cannot be written: {reason}.",
            hint="Make it writable for user {user}, or choose another with --data-dir.",
            path=error.filename or paths.data,
            reason=error.strerror,
            user=os.getuid(),
        ) from error
    longest = len(os.fsencode(paths.microphone_socket))
    if longest > SOCKET_PATH_LIMIT_BYTES:
        raise DataFolderError(
            "The run folder {path} is too long a path for sockets.",
            hint="Choose a shorter one with storage.run_dir in the configuration.",
            path=paths.run,
        )


@contextmanager
def hold(paths: Paths) -> Iterator[None]:
    """Hold the data folder until the end of the block or of the process.

    Raises AlreadyRunningError with the holder's process id.
    """
    lock = os.open(paths.data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(lock, 32, 0).decode(errors="replace").strip() or "unknown"
            raise AlreadyRunningError(
                "Another Tingxia (process {pid}) uses {path}.",
                hint="Use that one (`tingxia status`), stop it, or choose another --data-dir.",
                pid=holder,
                path=paths.data,
            ) from error
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(lock)
