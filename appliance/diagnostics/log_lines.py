"""The last lines of the diaries, for people: warnings and errors first."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

TAIL_BYTES: Final = 256 * 1024
"""So much of the end of each file is looked at."""

_SERIOUS: Final = frozenset({"WARNING", "ERROR", "CRITICAL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One event."""

    at: str
    """ISO 8601, UTC."""

    process: str
    level: str
    event: str
    message: str

    @property
    def is_serious(self) -> bool:
        """Whether it is a warning or worse."""
        return self.level in _SERIOUS


def last_lines(folder: Path, limit: int) -> tuple[LogLine, ...]:
    """Return the last lines of all diaries, serious ones first, newest first."""
    lines = [line for file in diaries(folder) for line in read_lines(file)]
    lines.sort(key=lambda line: line.at, reverse=True)
    lines.sort(key=lambda line: not line.is_serious)
    return tuple(lines[:limit])


def diaries(folder: Path) -> list[Path]:
    """Return the logs of a folder by name, older parts (``.log.1``) before newer ones."""
    files = [*folder.glob("*.log.1"), *folder.glob("*.log")]
    return sorted(files, key=lambda file: (file.name.partition(".")[0], file.suffix != ".1"))


def read_lines(file: Path) -> Iterator[LogLine]:
    """Yield the last lines of a file; what is no line of ours is passed over."""
    process = file.name.partition(".")[0]
    for raw in tail(file, TAIL_BYTES).splitlines():
        fields = decoded(raw)
        if fields is not None:
            yield LogLine(
                at=str(fields.get("time", "")),
                process=process,
                level=str(fields.get("level", "")),
                event=str(fields.get("event", "")),
                message=str(fields.get("message", "")),
            )


def tail(file: Path, limit_bytes: int) -> bytes:
    """Return the whole lines at the end of a file; nothing if it cannot be read."""
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - limit_bytes))
            content = opened.read(limit_bytes)
    except OSError:
        return b""
    return content.partition(b"\n")[2] if size > limit_bytes else content


def decoded(raw: bytes) -> dict[str, Any] | None:
    """Decode a line of a diary; None if it is torn or none of ours."""
    try:
        fields = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) and "message" in fields else None
