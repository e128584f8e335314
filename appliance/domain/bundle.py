"""Signed bundles: their kinds, the order of their versions, and the names of their parts."""

import re
from enum import StrEnum
from typing import Final

MANIFEST: Final = "bundle.json"
"""Says what a bundle is and holds; in the bundle's own folder."""

SIGNATURE: Final = f"{MANIFEST}.sig"
"""Made over the manifest's bytes by ``ssh-keygen -Y sign``."""

_VERSION: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}")


class BundleKind(StrEnum):
    """What a bundle brings; a signature is good for one kind alone."""

    MODEL = "model"
    LEXICON = "lexicon"

    @property
    def namespace(self) -> str:
        """What ``ssh-keygen -Y`` calls the purpose of a signature."""
        return f"tingxia-{self.value}"


class Replaced(StrEnum):
    """What a bundle takes the place of only for somebody who wants that."""

    VERSION = "version"
    """A later one of itself, or one that cannot be read."""

    PACKS = "packs"
    """Lists of words that were made on the box."""


def version_order(version: str) -> tuple[int, ...]:
    """Return what versions are compared by: 1.10 is later than 1.9 and the same as 1.10.0.

    Raises ValueError for what is no version: one to four numbers with dots between them.
    """
    if _VERSION.fullmatch(version) is None:
        raise ValueError("no version such as 3, 1.10 or 2026.11.21")
    numbers = [int(number) for number in version.split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
