"""Fetching one file: resumed where it was interrupted, never taken for whole when it is not."""

import json
from dataclasses import dataclass
from pathlib import Path

import httpx

from appliance.domain.progress import Progress, no_progress
from appliance.modelstore.connection import Connection, TransientError
from appliance.modelstore.errors import ModelError
from appliance.modelstore.hubs import RemoteFile
from appliance.modelstore.manifest import sha256_of
from appliance.modelstore.staging import require_space


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """What is known of a file that came in part: enough to go on with the very same one."""

    sha256: str
    """What the whole will be checked against."""

    etag: str
    """Strong, or empty."""

    total_bytes: int | None

    def is_of(self, remote: RemoteFile) -> bool:
        """Tell whether it is a part of what is wanted now, as far as can be told."""
        if self.sha256 and remote.sha256:
            return self.sha256 == remote.sha256
        return bool(self.etag)


def download(
    connection: Connection,
    remote: RemoteFile,
    target: Path,
    *,
    progress: Progress = no_progress,
) -> str:
    """Fetch a file to ``target`` and return its SHA-256.

    What came is kept beside the target when it fails, and used the next time if the hub still has
    the same file. Raises ModelError.
    """
    partial = target.with_name(target.name + ".partial")
    state = target.with_name(target.name + ".state")
    target.parent.mkdir(parents=True, exist_ok=True)
    for resumed_before in (_size(partial) > 0, False):
        connection.patiently(
            lambda: _attempt(connection, remote, partial, state, progress), lambda: _size(partial)
        )
        sha256 = sha256_of(partial)
        if remote.sha256 in {"", sha256}:
            partial.replace(target)
            state.unlink(missing_ok=True)
            return sha256
        partial.unlink()
        state.unlink(missing_ok=True)
        if not resumed_before:  # a resumed file may be a mixture of two: begun afresh once
            break
    raise ModelError(
        "{file} from {hub} is not the file it should be: its SHA-256 is {found}, not {expected}.",
        hint="It was thrown away. Repeat the command, or try another source with --hub. If it "
        "stays so the file was changed there.",
        file=remote.name,
        hub=connection.place,
        found=sha256,
        expected=remote.sha256,
    )


def _attempt(
    connection: Connection,
    remote: RemoteFile,
    partial: Path,
    state: Path,
    progress: Progress,
) -> None:
    """Fetch what is missing. Raises TransientError, httpx.TransportError, ModelError."""
    begun, have_bytes = _read_state(state), _size(partial)
    headers: dict[str, str] = {}
    if begun is None or not begun.is_of(remote):
        have_bytes = 0
    elif have_bytes and have_bytes == begun.total_bytes and begun.sha256:
        return
    elif have_bytes:
        headers["range"] = f"bytes={have_bytes}-"
        if begun.etag:
            headers["if-range"] = begun.etag
    with connection.opened(remote.path, headers=headers) as response:
        assert response is not None
        if response.status_code == 416 and _total(response, 0) == have_bytes:
            return
        if response.status_code != 200 and not _continues(response, have_bytes):
            partial.unlink(missing_ok=True)
            state.unlink(missing_ok=True)
            raise TransientError("what it has now does not fit what came before")
        if response.status_code == 200:
            have_bytes = 0
        total_bytes = _total(response, have_bytes)
        expected_bytes = remote.size_bytes if remote.size_bytes is not None else total_bytes
        if total_bytes is not None and total_bytes != expected_bytes:
            raise _wrong_length(connection, remote, total_bytes, expected_bytes)
        require_space(partial.parent, (expected_bytes or 0) - have_bytes)
        _write_state(state, response, remote, expected_bytes)
        with partial.open("ab" if have_bytes else "wb") as written:
            for block in response.iter_bytes():
                have_bytes += len(block)
                if expected_bytes is not None and have_bytes > expected_bytes:
                    written.truncate(0)
                    raise _wrong_length(connection, remote, have_bytes, expected_bytes)
                written.write(block)
                progress(remote.name, have_bytes, expected_bytes)
        if expected_bytes is not None and have_bytes < expected_bytes:
            raise TransientError(f"it ended after {have_bytes} of {expected_bytes} bytes")


def _continues(response: httpx.Response, have_bytes: int) -> bool:
    """Tell whether an answer goes on exactly where we are."""
    if response.status_code != 206:
        return False
    place: str = response.headers.get("content-range", "")
    return place.startswith(f"bytes {have_bytes}-")


def _total(response: httpx.Response, have_bytes: int) -> int | None:
    """Return the length of the whole file as the answer tells it."""
    if response.status_code in {206, 416}:
        total = response.headers.get("content-range", "").rpartition("/")[2]
        return int(total) if total.isdecimal() else None
    length = response.headers.get("content-length", "")
    return have_bytes + int(length) if length.isdecimal() else None


def _wrong_length(
    connection: Connection, remote: RemoteFile, found_bytes: int, expected_bytes: int | None
) -> ModelError:
    return ModelError(
        "{file} from {hub} has the wrong length: {found} bytes or more, not {expected}.",
        hint="The file was changed there, or somebody answers in the hub's place. Try another "
        "source with --hub, or another network.",
        file=remote.name,
        hub=connection.place,
        found=found_bytes,
        expected=expected_bytes,
    )


def _read_state(state: Path) -> _Begun | None:
    try:
        content = json.loads(state.read_bytes())
        sha256, etag, total = content["sha256"], content["etag"], content["total_bytes"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if isinstance(sha256, str) and isinstance(etag, str) and isinstance(total, int | None):
        return _Begun(sha256=sha256, etag=etag, total_bytes=total)
    return None


def _write_state(
    state: Path, response: httpx.Response, remote: RemoteFile, total_bytes: int | None
) -> None:
    """Keep what is needed to go on; without a hash and a strong ETag there is no going on."""
    etag = response.headers.get("etag", "")
    strong = etag if etag.startswith('"') else ""
    state.write_text(
        json.dumps({"sha256": remote.sha256, "etag": strong, "total_bytes": total_bytes})
    )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
