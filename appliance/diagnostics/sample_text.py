"""What is said in the built-in recordings; both hold the same meeting."""

import json
from importlib import resources


def sample_text() -> str:
    """Return the known text."""
    file = resources.files("appliance.samples") / "meeting_zh.json"
    lines: list[str] = json.loads(file.read_text(encoding="utf-8"))["lines"]
    return "".join(lines)
