"""Where the built-in recordings lie and what is said in them."""

import json
from importlib import resources
from pathlib import Path


def sample_file(name: str) -> Path:
    """Return the FLAC file of ``meeting_zh`` or ``factory_zh``."""
    return Path(str(resources.files("appliance.samples") / f"{name}.flac"))


def sample_text() -> str:
    """Return the known text; both recordings hold the same meeting, one with machine noise."""
    file = resources.files("appliance.samples") / "meeting_zh.json"
    lines: list[str] = json.loads(file.read_text(encoding="utf-8"))["lines"]
    return "".join(lines)
