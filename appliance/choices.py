"""``choices.json`` in the data folder: what was chosen on the screen.

It holds settings by dotted key and whether the questions of the first run are answered. A file
that is damaged counts as empty and is set aside by whoever writes the next one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

NAME: Final = "choices.json"
VERSION: Final = 1
LARGEST_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """All choices."""

    settings: Mapping[str, object] = field(default_factory=dict)
    """By dotted key; None where an optional setting is to be empty."""

    welcomed: str = ""
    """When the questions of the first run were answered, ISO 8601 UTC."""

    def to_json(self) -> bytes:
        """Return the file's content."""
        content = {
            "version": VERSION,
            "welcomed": self.welcomed,
            "settings": dict(sorted(self.settings.items())),
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChoices:
    """What was found."""

    choices: Choices = Choices()
    problem: str = ""
    """Why the file cannot be used; empty if it can, or if there is none."""

    is_damaged: bool = False
    """Its content is at fault, not the disk: it may be set aside."""


def read_choices(data: Path) -> ReadChoices:
    """Read the choices of a data folder; never raises, changes nothing."""
    try:
        with (data / NAME).open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return ReadChoices()
    except OSError as error:
        return ReadChoices(problem=error.strerror or str(error))
    try:
        return ReadChoices(choices=decode(content))
    except (ValueError, RecursionError) as error:
        return ReadChoices(problem=str(error)[:200], is_damaged=True)


def decode(content: bytes) -> Choices:
    """Decode the content of the file. Raises ValueError, RecursionError."""
    if len(content) > LARGEST_BYTES:
        raise ValueError("it is too large")
    raw = json.loads(content)
    if not isinstance(raw, dict) or raw.get("version") != VERSION:
        raise ValueError("it was not written by this release")
    match raw:
        case {"settings": dict(settings), "welcomed": str(welcomed)} if all(
            isinstance(value, _PLAIN) for value in settings.values()
        ):
            return Choices(settings=settings, welcomed=welcomed)
    raise ValueError("something in it is missing or none of ours")


_PLAIN: Final = (bool, int, float, str, type(None))
