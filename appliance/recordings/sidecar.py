"""``recording.json``: all that is known about a recording, for people and other programs.

It is made from the journal and replaced atomically at every change of state; it is read only
when the journal is gone.
"""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from appliance.domain.recording import Recording
from appliance.recordings.durable import replace_file

NAME: Final = "recording.json"
VERSION: Final = 1

_adapter = TypeAdapter(Recording)


def encode(recording: Recording) -> bytes:
    """Return the content of the sidecar."""
    content = {"version": VERSION, **asdict(recording)}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode(
        errors="backslashreplace"
    )


def write(folder: Path, recording: Recording) -> None:
    """Replace the sidecar if it would differ. Raises OSError."""
    content = encode(recording)
    path = folder / NAME
    try:
        if path.read_bytes() == content:
            return
    except OSError:
        pass  # missing or unreadable: written below, and that tells what is wrong
    replace_file(path, content)


def read(folder: Path) -> Recording | None:
    """Read the sidecar; None if there is none or it is damaged."""
    try:
        raw = json.loads((folder / NAME).read_bytes())
        raw.pop("version")
        recording = _adapter.validate_python(raw)
        datetime.fromisoformat(
            recording.started.wall
        )  # as the journal's: pages and exports show it
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    return recording
