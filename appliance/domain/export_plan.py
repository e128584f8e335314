"""What an export is called and how much room it needs, on any stick.

Names hold on FAT32, exFAT, NTFS, ext4 and APFS, on Windows and elsewhere, whatever the title of
the recording. Sources: "Naming Files, Paths, and Namespaces" (Microsoft) and the exFAT
specification, section 7.7.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from appliance.domain.recording import Recording

ROOT: Final = "Tingxia"
"""All exports lie in this folder of the stick."""

NAME_LIMIT_UNITS: Final = 80
"""UTF-16 units of a name without suffix.

File systems allow 255 units (FAT) or 255 UTF-8 bytes (ext4); Windows 260 units for a whole path,
in which our name occurs twice.
"""

FAT32_FILE_LIMIT_BYTES: Final = 4 * 1024**3 - 1
SPARE_BYTES: Final = 1024 * 1024
"""For the entries of folders and the bookkeeping of the file system."""

_AGE_CHUNK_BYTES: Final = 64 * 1024
_AGE_TAG_BYTES: Final = 16
_AGE_HEADER_LIMIT_BYTES: Final = 2048
"""One recipient, and a stanza of random content and length that some programs add."""

_FORBIDDEN: Final = frozenset('"*/:<>?\\|')
_RESERVED: Final = re.compile(
    r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])\s*(\..*)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a target offers."""

    free_bytes: int
    cluster_bytes: int
    """Files take whole clusters."""

    largest_file_bytes: int | None = None
    """None if there is no limit worth mentioning."""


def folder_name(recording: Recording) -> str:
    """Return ``<date>_<time>_<title or id>``; the time is that of the box where it was made."""
    started = datetime.fromisoformat(recording.started.wall)
    name = f"{started:%Y-%m-%d_%H-%M-%S}_{recording.title.strip() or recording.id}"
    return safe_name(name, fallback=recording.id)


def encrypted_limit_bytes(plain_bytes: int) -> int:
    """Return how large an age file of so many bytes can be: a header, and a tag each 64 KiB."""
    chunks = plain_bytes // _AGE_CHUNK_BYTES + 1
    return _AGE_HEADER_LIMIT_BYTES + plain_bytes + chunks * _AGE_TAG_BYTES


def safe_name(name: str, *, fallback: str, limit_units: int = NAME_LIMIT_UNITS) -> str:
    """Return a name that every file system takes, as close to ``name`` as possible."""
    normal = unicodedata.normalize("NFC", name.encode("utf-16", "replace").decode("utf-16"))
    printable = "".join(_allowed(character) for character in normal)
    trimmed = _trim(re.sub(r"\s+", " ", printable))
    guarded = f"_{trimmed}" if _RESERVED.fullmatch(trimmed) else trimmed
    return _trim(_cut(guarded, limit_units)) or fallback


def numbered(name: str, number: int) -> str:
    """Return the n-th name for the same thing: ``name``, then ``name (2)`` and so on."""
    return name if number == 1 else f"{name} ({number})"


def collision_key(name: str) -> str:
    """Return the same key for names that a file system may take for the same."""
    return unicodedata.normalize("NFC", name.upper().casefold())


def needed_bytes(sizes: Iterable[int], room: Room) -> int:
    """Return how much room files of these sizes take."""
    cluster = max(1, room.cluster_bytes)
    return sum(-(-size // cluster) * cluster for size in sizes) + SPARE_BYTES


def utf16_units(text: str) -> int:
    """Return the length as FAT and Windows count it."""
    return len(text.encode("utf-16-le")) // 2


def _allowed(character: str) -> str:
    if character.isspace():
        return " "
    if character in _FORBIDDEN or unicodedata.category(character) in {"Cc", "Cf", "Cn", "Cs", "Co"}:
        return "_"
    return character


def _trim(name: str) -> str:
    """Windows drops dots and spaces at the end; a dot at the beginning hides a file elsewhere."""
    return name.strip(" .")


def _cut(name: str, limit_units: int) -> str:
    while utf16_units(name) > limit_units:
        name = name[:-1]
    return name
