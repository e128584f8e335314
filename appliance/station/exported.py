"""Which recordings a verified export has carried away: the receipts tell."""

import json
import logging
from pathlib import Path

log = logging.getLogger(__name__)


def exported_ids(receipts: Path) -> set[str]:
    """Return the ids of all that was exported; a damaged receipt proves nothing."""
    found: set[str] = set()
    for file in sorted(receipts.glob("*.json")):
        try:
            content = json.loads(file.read_bytes())
            found.update(str(each) for each in content["recordings"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning(
                "receipt not readable: %s",
                error,
                extra={"event": "receipt-damaged", "receipt": file.name},
            )
    return found
