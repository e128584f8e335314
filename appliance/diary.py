"""Logging: one JSON line per event, bounded in bytes, readable by a stranger.

Modules use ``logging.getLogger(__name__)`` and give the stable name of what happened with
``extra={"event": "segment-closed", …}``. Transcript text and secrets never go above DEBUG.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from appliance.domain.file_path import legible

_STANDARD = frozenset(
    logging.LogRecord("", 0, "", 0, "", None, None).__dict__.keys() | {"message", "asctime"}
)


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Encode the record with its extra fields."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "module": record.name,
            "message": legible(record.getMessage()),
        }
        line |= {key: value for key, value in record.__dict__.items() if key not in _STANDARD}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def keep(process: str, *, folder: Path, level: str, max_bytes: int) -> None:
    """Write this process's log to ``folder/<process>.log``, and warnings to standard error."""
    file = RotatingFileHandler(
        folder / f"{process}.log",
        maxBytes=max_bytes,
        backupCount=1,
        encoding="utf-8",
        errors="backslashreplace",  # names of files need not be Unicode
    )
    file.setFormatter(JsonLines())
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(logging.WARNING)
    screen.setFormatter(logging.Formatter(f"{process}: %(message)s"))
    logging.basicConfig(level=level, handlers=[file, screen], force=True)
    logging.captureWarnings(capture=True)
