"""A receipt of every verified export stays in the box."""

import json
import logging
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from appliance.export.errors import ExportError
from appliance.export.manifest import encode
from appliance.export.planned import PlannedFolder, WrittenFile
from appliance.export.progress import ExportProgress
from appliance.recordings.durable import replace_file

log = logging.getLogger(__name__)

LOOKED_AT: Final = 2000
"""Files of so many of the newest exports are recognised on a stick; others are written again."""

_MOMENT: Final = "%Y%m%d-%H%M%S-%f"
"""So fine that names follow each other as the exports did."""

Exported = tuple[PlannedFolder, Sequence[WrittenFile]]


def keep(
    receipts: Path,
    done: ExportProgress,
    folders: Sequence[Exported],
    *,
    exported: str,
    recipient: str,
) -> str:
    """Write the receipt and return its name.

    If the box's own disk refuses it, the export is none the worse; the name is then empty.
    """
    written = [each for _, files in folders for each in files]
    recordings = [folder for folder, _ in folders if folder.recording_id]
    # Without audio that was asked for a recording stays new: the next export tries again.
    whole = [
        folder for folder, files in folders if folder.recording_id and _is_whole(folder, files)
    ]
    content = {
        "version": 1,
        "exported": exported,
        "folder": done.folder,
        "encrypted_to": recipient,
        "recordings": [folder.recording_id for folder in recordings],
        "audio": [folder.recording_id for folder in whole if folder.has_audio],
        "texts": {folder.recording_id: folder.text_sha256 for folder in whole},
        "files": [
            {"name": name, "sha256": each.sha256, "origin": each.origin}
            for name, each in zip(done.files, written, strict=True)
        ],
    }
    try:
        file = receipts / f"{_moment(receipts):{_MOMENT}}-{secrets.token_hex(2)}.json"
        replace_file(file, encode(content))
    except (ExportError, OSError) as error:
        log.warning("receipt not kept: %s", error, extra={"event": "receipt-failed"})
        return ""
    log.info(
        "exported",
        extra={
            "event": "export-verified",
            "receipt": file.name,
            "recordings": len(recordings),
            "bytes": done.total_bytes,
        },
    )
    return file.name


def _moment(receipts: Path) -> datetime:
    """Return the moment for a name: now, but after all others, though the clock was set back."""
    now = datetime.now()
    others = filter(None, map(_named, reversed(files(receipts))))
    last = next(others, None)
    return now if last is None else max(now, last + timedelta(microseconds=1))


def _named(receipt: Path) -> datetime | None:
    try:
        return datetime.strptime(receipt.name.rpartition("-")[0], _MOMENT)
    except ValueError:  # not one of ours
        return None


def _is_whole(folder: PlannedFolder, files: Sequence[WrittenFile]) -> bool:
    return not folder.audio or any(file.name == folder.audio for file in files)


def outputs(receipts: Path) -> Iterator[tuple[str, str]]:
    """Yield origin and SHA-256 of the files of the newest exports. Raises ExportError."""
    for receipt in files(receipts)[-LOOKED_AT:]:
        listed = (read(receipt) or {}).get("files")
        for file in listed if isinstance(listed, list) else ():
            if isinstance(file, dict) and file.get("origin"):
                yield str(file["origin"]), str(file.get("sha256"))


def files(receipts: Path) -> list[Path]:
    """Return all receipts, the newest last. Raises ExportError."""
    try:
        found = receipts.glob("*.json") if receipts.is_dir() else ()
        return sorted(
            found, key=attrgetter("name")
        )  # to compare whole paths takes ten times as long
    except OSError as error:
        raise ExportError(
            "{folder} cannot be read: {reason}.",
            hint="Check the disk of the box, then export again.",
            folder=receipts,
            reason=error.strerror or error,
        ) from error


def read(receipt: Path) -> dict[str, Any] | None:
    """Return what stands in a receipt; a damaged one is as good as none."""
    try:
        content = json.loads(receipt.read_bytes())
    except (OSError, ValueError) as error:
        log.warning(
            "receipt not readable: %s",
            error,
            extra={"event": "receipt-damaged", "receipt": receipt.name},
        )
        return None
    return content if isinstance(content, dict) else None
