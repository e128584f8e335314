"""Finds models below a folder, a stick for instance."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.modelstore.layouts import LAYOUTS, Layout, recognise
from appliance.modelstore.manifest import FILE_NAME, LARGEST_BYTES

_DEEPEST: Final = 3
_MOST_FOLDERS: Final = 5_000
_MOST_FILES: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A folder that holds a model."""

    folder: Path
    names: tuple[str, ...]
    """Its files, also those one folder below."""

    has_manifest: bool
    layouts: tuple[Layout, ...]
    """What it can be without a manifest."""


def models_below(root: Path) -> list[Candidate]:
    """Return the folders that hold a model; none is looked for inside another."""
    found: list[Candidate] = []
    waiting, seen = [(root, 0)], 0
    while waiting and seen < _MOST_FOLDERS:
        folder, depth = waiting.pop(0)
        seen += 1
        candidate = candidate_in(folder)
        if candidate is not None:
            found.append(candidate)
        elif depth < _DEEPEST:
            waiting.extend((below, depth + 1) for below in _folders(folder))
    return found


def candidate_in(folder: Path) -> Candidate | None:
    """Return the model in a folder; None if it holds none."""
    names = _names(folder)
    has_manifest = FILE_NAME in names and _may_be_ours(folder / FILE_NAME)
    layouts = () if has_manifest else tuple(recognise(folder, names))
    if not has_manifest and not layouts:
        return None
    return Candidate(folder=folder, names=tuple(names), has_manifest=has_manifest, layouts=layouts)


def _may_be_ours(file: Path) -> bool:
    """Tell a model's manifest, perhaps cut off, from that of a web page or of another program."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_BYTES)
        listed = json.loads(content)
    except OSError:
        return False
    except ValueError:
        return True
    return isinstance(listed, dict) and "files" in listed


def nearest(root: Path) -> tuple[Layout, list[str]] | None:
    """Return the kind of model that is almost there, and what it lacks."""
    names = _names(root)
    partial = [
        (len(layout.missing(names)), order, layout)
        for order, layout in enumerate(LAYOUTS)
        if 0 < len(layout.missing(names)) < len(layout.required)
    ]
    if not partial:
        return None
    layout = min(partial, key=lambda found: found[:2])[2]
    return layout, layout.missing(names)


def _names(folder: Path) -> list[str]:
    """Return the files of a folder and of those below it, by their paths from it."""
    names = _files(folder)
    for below in _folders(folder):
        names.extend(f"{below.name}/{name}" for name in _files(below))
        if len(names) > _MOST_FILES:
            break
    return names[:_MOST_FILES]


def _files(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if _is_regular(entry))
    except OSError:
        return []  # a folder of somebody else on a stick


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return sorted(Path(e.path) for e in entries if _is_folder(e) and e.name[0] != ".")
    except OSError:
        return []


def _is_regular(entry: "os.DirEntry[str]") -> bool:
    """Leave out pipes and devices, which would be waited for when they are opened."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
