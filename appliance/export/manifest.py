"""What lies beside exported files so that anybody can check them, with or without a box."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from appliance.domain.recording import Recording
from appliance.export.errors import ExportError

NAME: Final = "manifest.json"
SUMS_NAME: Final = "SHA256SUMS"
"""In the format of ``sha256sum -c``."""

_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *]([^/\\\0]+)")


def about(recording: Recording) -> dict[str, Any]:
    """Return what the manifest tells of a recording; the title as it is, whatever the files."""
    return {
        "id": recording.id,
        "title": recording.title,
        "started": recording.started.wall,
        "clock_trusted": recording.started.clock_trusted,
    }


def describe(
    about: Mapping[str, Any],
    files: Iterable[tuple[str, int, str]],
    *,
    exported: str,
    text_sha256: str = "",
    recipient: str = "",
    subject: str = "recording",
) -> bytes:
    """Encode the manifest; ``files`` are name, size in bytes and SHA-256 as they lie there.

    Of encrypted files it tells for whom they are, and nothing of the text. What it is about stands
    under the name ``subject``.
    """
    content = {
        "version": 1,
        "box_version": _box_version(),
        "exported": exported,
        subject: dict(about),
        **({"encrypted_to": recipient} if recipient else {"text_sha256": text_sha256}),
        "files": [{"name": name, "bytes": size, "sha256": sha256} for name, size, sha256 in files],
    }
    return encode(content)


@cache
def _box_version() -> str:
    """Asked for once: looking it up costs more than all else of a manifest."""
    return version("tingxia")


def encode(content: object) -> bytes:
    """Encode as UTF-8 JSON that a person can read."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return f"{text}\n".encode(errors="replace")


def sums(files: Iterable[tuple[str, str]]) -> bytes:
    """Encode SHA256SUMS; ``files`` are name and SHA-256."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in files).encode()


def read_sums(content: bytes) -> list[tuple[str, str]]:
    """Decode SHA256SUMS into name and SHA-256. Raises ExportError.

    Names with a path are refused: a list from a stick must not lead anywhere else.
    """
    found = []
    for line in content.decode(errors="replace").splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match[2] in {".", ".."}:
            raise ExportError(
                "{name} is damaged: {line}.",
                hint="Export the recording again.",
                name=SUMS_NAME,
                line=repr(line[:80]),
            )
        found.append((match[2], match[1]))
    if not found:  # what a stick that was pulled out left of it
        raise ExportError(
            "{name} is damaged: {line}.",
            hint="Export the recording again.",
            name=SUMS_NAME,
            line="it names no file",
        )
    return found
