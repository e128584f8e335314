"""Files that are written and have no name yet: they get it together, once they are on the medium.

To flush each file by itself costs a stick more time than to write a short text; so a few are
written under temporary names, flushed at once, noted in the journal and then named.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from appliance.export.journal import ExportJournal
from appliance.export.planned import WrittenFile
from appliance.export.stick import Stick

_TEMPORARY: Final = ".part"
_FILES: Final = 256


@dataclass(slots=True, kw_only=True)
class _Unnamed:
    folder: int
    folder_name: str
    name: str
    written: WrittenFile | None = None

    @property
    def temporary(self) -> str:
        return f".{self.name}{_TEMPORARY}"


class UnnamedFiles:
    """See the module. ``target`` is the folder whose file system is flushed."""

    def __init__(self, stick: Stick, journal: ExportJournal, target: int) -> None:
        self._stick = stick
        self._journal = journal
        self._target = target
        self._folders: dict[str, int] = {}
        self._files: list[_Unnamed] = []
        self._bytes = 0

    @property
    def are_many(self) -> bool:
        """Whether they should get their names before more is written."""
        return self._bytes >= self._stick.batch_bytes or len(self._files) >= _FILES

    def enter(self, root: int, name: str) -> None:
        """Open a folder, made if there is none; it stays open until its files have names."""
        if name not in self._folders:
            self._folders[name] = self._stick.enter(root, name)

    def create(self, folder_name: str, name: str) -> int:
        """Make the file under a temporary name; return it open."""
        file = _Unnamed(folder=self._folders[folder_name], folder_name=folder_name, name=name)
        created = self._stick.create(file.folder, file.temporary)
        self._files.append(file)
        return created

    def complete(self, written: WrittenFile) -> None:
        """Note that the file made last is written."""
        self._files[-1].written = written
        self._bytes += written.size_bytes

    def name(self) -> None:
        """Flush, note, and give all of them their names. Raises OSError."""
        if self._files:
            self._stick.flush(self._target)
        for file in self._files:
            assert file.written is not None
            self._journal.note(file.folder_name, file.written)
        self._journal.sync()
        while self._files:
            file = self._files[0]
            self._stick.rename(file.folder, file.temporary, file.name)
            self._files.pop(0)
        self._leave()

    def discard(self) -> None:
        """Remove those without a name, as far as the stick lets us."""
        for file in self._files:
            with suppress(OSError):
                self._stick.remove(file.folder, file.temporary)
        self._files.clear()
        self._leave()

    def _leave(self) -> None:
        for folder in self._folders.values():
            with suppress(OSError):  # a stick that is gone may refuse even that
                self._stick.close(folder)
        self._folders.clear()
        self._bytes = 0
