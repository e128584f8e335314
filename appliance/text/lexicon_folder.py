"""Packs of hot words on disk: ``<data>/lexicons/*.txt``."""

from pathlib import Path
from typing import Final

from appliance.text.lexicon import Lexicon, Problem

SUFFIX: Final = ".txt"
LARGEST_BYTES: Final = 16 * 1024 * 1024


def read_packs(folder: Path) -> tuple[Lexicon, list[Problem]]:
    """Read all packs of a folder, by name; what cannot be used is told and left out."""
    packs: dict[str, Lexicon] = {}
    problems: list[Problem] = []
    for file in pack_files(folder):
        packs[file.stem], found = read_pack(file)
        problems += found
    return Lexicon.merged(packs), problems


def pack_files(folder: Path) -> list[Path]:
    """Return the packs of a folder, by name; none if there is no such folder.

    A file whose name is no UTF-8 is none: it could be neither shown nor asked for.
    """
    try:
        return sorted(
            file
            for file in folder.iterdir()
            if file.suffix == SUFFIX
            and not file.name.startswith(".")
            and file.name == file.name.encode(errors="ignore").decode()
            and file.is_file()
        )
    except OSError:
        return []


def read_pack(file: Path) -> tuple[Lexicon, list[Problem]]:
    """Read one pack; if it cannot be read, the lexicon is empty and the only problem says why."""
    try:
        if file.stat().st_size > LARGEST_BYTES:
            return _refused(file, f"it is larger than {LARGEST_BYTES // 1024 // 1024} MiB")
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return _refused(file, f"it cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return _refused(file, "it is no text in UTF-8 (GB18030 perhaps); save it as UTF-8")
    return Lexicon.parse(text, file.name)


def _refused(file: Path, reason: str) -> tuple[Lexicon, list[Problem]]:
    return Lexicon(), [Problem(pack=file.name, line=0, reason=reason)]
