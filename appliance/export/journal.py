"""What an export has finished so far, so that the next one can go on where it was interrupted.

One file an export in the folder of receipts, a JSON object a line, written before the file on the
stick gets its name. It is removed when the export is done: then there is a receipt. Nothing in it
is believed by itself: a file counts as there only if it is read back from the stick with the hash
that is noted here.
"""

import contextlib
import json
import logging
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from appliance.export.planned import WrittenFile
from appliance.recordings.durable import sync_data, sync_folder, write_all

log = logging.getLogger(__name__)

SUFFIX: Final = ".begun"
KEPT: Final = 50
"""Journals of so many interrupted exports; older ones are removed."""

_LIMIT_BYTES: Final = 64 * 1024 * 1024


class ExportJournal:
    """The journal of one export. If the box's disk refuses it, the export goes on without."""

    def __init__(self, receipts: Path, exported: str) -> None:
        moment = datetime.fromisoformat(exported)
        name = f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}{SUFFIX}"
        self._file = receipts / name
        self._fd: int | None = None
        self._failed = False

    def note(self, folder: str, file: WrittenFile) -> None:
        """Note a file that is whole on the stick and is about to get its name."""
        if self._failed:
            return
        line = json.dumps({"folder": folder, **asdict(file)}, ensure_ascii=False)
        with self._forgiving():
            if self._fd is None:
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
                self._fd = os.open(self._file, flags, 0o600)
                sync_folder(self._file.parent)
            write_all(self._fd, f"{line}\n".encode(errors="replace"))

    def sync(self) -> None:
        """Bring what was noted to the disk."""
        with self._forgiving():
            if self._fd is not None:
                sync_data(self._fd)

    def close(self) -> None:
        """Leave it for the next export."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def finish(self, origins: set[str]) -> None:
        """Remove it, and those of earlier exports of which everything is now in a receipt."""
        self.close()
        with contextlib.suppress(OSError):  # one that stays costs nothing but its room
            self._file.unlink(missing_ok=True)
            for other in _files(self._file.parent):
                if all(line["origin"] in origins for line in _lines(other)):
                    other.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _forgiving(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._failed = True
            self.close()
            log.warning("export journal: %s", error, extra={"event": "export-journal-failed"})


def begun(receipts: Path) -> Iterator[tuple[str, WrittenFile]]:
    """Yield folder and file of everything that interrupted exports have written."""
    files = _files(receipts)
    for old in files[:-KEPT]:
        with contextlib.suppress(OSError):
            old.unlink(missing_ok=True)
    for file in files[-KEPT:]:
        for line in _lines(file):
            yield line.pop("folder"), WrittenFile(**line)


def _files(receipts: Path) -> list[Path]:
    try:
        return sorted(receipts.glob(f"*{SUFFIX}"))
    except OSError:
        return []


def _lines(file: Path) -> Iterable[dict[str, Any]]:
    """Read the whole lines; the last one may be half."""
    found = []
    try:
        if file.stat().st_size > _LIMIT_BYTES:
            return []
        content = file.read_bytes()
    except OSError:
        return []
    for line in content.split(b"\n"):
        try:
            fields = json.loads(line)
        except ValueError:
            continue
        if isinstance(fields, dict) and {name: type(fields[name]) for name in fields} == _FIELDS:
            found.append(fields)
    return found


_FIELDS: Final = {"folder": str, "name": str, "size_bytes": int, "sha256": str, "origin": str}
