"""Finds pieces of weights in installed packages without importing them."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from appliance.modelstore.recipe import Piece

Locate = Callable[[Piece], Path | None]
"""Return where a piece lies, or None if its package is not installed or lacks it."""


def locate(piece: Piece) -> Path | None:
    """Look among the packages of this Python; a Locate."""
    spec = find_spec(piece.package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder, piece.file)
        if file.is_file():
            return file
    return None
