"""A receipt of every verified export stays in the box."""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from appliance.domain.recording import Recording
from appliance.export.manifest import encode
from appliance.export.planned import PlannedFolder
from appliance.export.progress import ExportProgress
from appliance.recordings.durable import replace_file

log = logging.getLogger(__name__)


def keep(
    receipts: Path,
    done: ExportProgress,
    recordings: Sequence[Recording],
    exported: str,
    planned: Sequence[PlannedFolder],
) -> None:
    """Write the receipt. If the box's own disk refuses it, the export is none the worse."""
    moment = datetime.fromisoformat(exported)
    file = receipts / f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.json"
    hashes = [each.sha256 for folder in planned for each in folder.files]
    content = {
        "version": 1,
        "exported": exported,
        "folder": done.folder,
        "recordings": [recording.id for recording in recordings],
        "files": [
            {"name": name, "sha256": sha256}
            for name, sha256 in zip(done.files, hashes, strict=True)
        ],
    }
    try:
        replace_file(file, encode(content))
    except OSError as error:
        log.warning("receipt not kept: %s", error, extra={"event": "receipt-failed"})
    else:
        log.info(
            "exported",
            extra={
                "event": "export-verified",
                "receipt": file.name,
                "recordings": len(recordings),
                "bytes": done.total_bytes,
            },
        )
