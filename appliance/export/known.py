"""What the box remembers of files it has written, to recognise them on a stick.

To remember is not to trust: a file is there if it is read back with a hash that is known for what
it would be made from now.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from appliance.export import journal, receipt
from appliance.export.planned import PlannedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Hashes by origin, and the places where an interrupted export has written."""

    hashes: dict[str, set[str]]
    begun: set[tuple[str, str, str]]
    """Folder, name and origin."""

    @classmethod
    def read(cls, receipts: Path, origins: Collection[str]) -> Self:
        """Read what is known of files with these origins. Raises ExportError."""
        known = cls(hashes={}, begun=set())
        for origin, sha256 in receipt.outputs(receipts):
            if origin in origins:
                known.hashes.setdefault(origin, set()).add(sha256)
        for folder, file in journal.begun(receipts):
            if file.origin in origins:
                known.hashes.setdefault(file.origin, set()).add(file.sha256)
                known.begun.add((folder, file.name, file.origin))
        return known

    def is_same(self, file: PlannedFile, sha256: str) -> bool:
        """Tell whether a file with this hash is what would be written."""
        return sha256 == file.sha256 or sha256 in self.hashes.get(file.origin, ())

    def is_begun(self, folder: str, file: PlannedFile) -> bool:
        """Tell whether an export wrote it there that never came to its end."""
        return (folder, file.name, file.origin) in self.begun
