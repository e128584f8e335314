"""The manifest in a model's folder: every file with its SHA-256."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from appliance.modelstore.recipe import Recipe

FILE_NAME: Final = "manifest.json"


def write(folder: Path, recipe: Recipe) -> None:
    """Write the manifest of a freshly made folder."""
    content = {
        "name": recipe.name,
        "title": recipe.title,
        "licence": recipe.licence,
        "source": list(recipe.distributions),
        "files": {name: file.sha256 for name, file in sorted(recipe.files.items())},
    }
    (folder / FILE_NAME).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def sha256_of(file: Path) -> str:
    """Hash a file; 0.1 s for 100 MB."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def damaged_files(folder: Path, expected: Mapping[str, str]) -> list[str]:
    """Return the files that are missing or differ from their SHA-256, the manifest included."""
    damaged = [] if _listed(folder) == dict(expected) else [FILE_NAME]
    for name, sha256 in expected.items():
        file = folder / name
        try:
            intact = sha256_of(file) == sha256
        except OSError:
            intact = False
        if not intact:
            damaged.append(name)
    return damaged


def _listed(folder: Path) -> object:
    try:
        content = json.loads((folder / FILE_NAME).read_bytes())
    except (OSError, ValueError):
        return None
    return content.get("files") if isinstance(content, dict) else None
