"""A receipt of every verified export stays in the box."""

import json
import logging
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from appliance.export.errors import ExportError
from appliance.export.manifest import encode
from appliance.export.planned import PlannedFolder, WrittenFile
from appliance.export.progress import ExportProgress
from appliance.recordings.durable import replace_file

log = logging.getLogger(__name__)

LOOKED_AT: Final = 2000
"""So many of the newest receipts are read; whatever is older counts as not exported."""

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
    now = datetime.now().astimezone()  # so fine that names follow each other as the exports did
    file = receipts / f"{now:%Y%m%d-%H%M%S-%f}-{secrets.token_hex(2)}.json"
    written = [each for _, files in folders for each in files]
    recordings = [folder for folder, _ in folders if folder.recording_id]
    content = {
        "version": 1,
        "exported": exported,
        "folder": done.folder,
        "encrypted_to": recipient,
        "recordings": [folder.recording_id for folder in recordings],
        "audio": [folder.recording_id for folder in recordings if folder.has_audio],
        "texts": {folder.recording_id: folder.text_sha256 for folder in recordings},
        "files": [
            {"name": name, "sha256": each.sha256, "origin": each.origin}
            for name, each in zip(done.files, written, strict=True)
        ],
    }
    try:
        replace_file(file, encode(content))
    except OSError as error:
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


def texts(receipts: Path) -> dict[str, str]:
    """Return for each recording that was exported the digest of the text that went last.

    Raises ExportError if the folder of receipts cannot be read.
    """
    found: dict[str, str] = {}
    for content in _newest_last(receipts):
        of = content.get("texts")
        if isinstance(of, dict):
            found |= {str(recording): str(digest) for recording, digest in of.items()}
    return found


def with_audio(receipts: Path) -> set[str]:
    """Return the recordings whose audio was carried away, not their text alone.

    Raises ExportError if the folder of receipts cannot be read.
    """
    found: set[str] = set()
    for content in _newest_last(receipts):
        of = content.get("audio")
        if isinstance(of, list):
            found.update(str(recording) for recording in of)
    return found


def outputs(receipts: Path) -> Iterator[tuple[str, str]]:
    """Yield origin and SHA-256 of every file of a verified export. Raises ExportError."""
    for content in _newest_last(receipts):
        files = content.get("files")
        for file in files if isinstance(files, list) else ():
            if isinstance(file, dict) and file.get("origin"):
                yield str(file["origin"]), str(file.get("sha256"))


def _newest_last(receipts: Path) -> Iterator[dict[str, Any]]:
    """Yield what can be read; a damaged receipt is as good as none."""
    try:
        files = sorted(receipts.glob("*.json"))[-LOOKED_AT:] if receipts.is_dir() else []
    except OSError as error:
        raise ExportError(
            "{folder} cannot be read: {reason}.",
            hint="Check the disk of the box, then export again.",
            folder=receipts,
            reason=error.strerror or error,
        ) from error
    for file in files:
        try:
            content = json.loads(file.read_bytes())
        except (OSError, ValueError) as error:
            log.warning(
                "receipt not readable: %s",
                error,
                extra={"event": "receipt-damaged", "receipt": file.name},
            )
            continue
        if isinstance(content, dict):
            yield content
