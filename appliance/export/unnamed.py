"""Files that are written and have no name yet: they get it together, once they are on the medium.

To flush each file by itself costs a stick more time than to write a short text; so a few are
written under temporary names, flushed at once, noted in the journal and then named. That is done
in a thread of its own, while the next ones are written.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
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


@dataclass(slots=True, kw_only=True)
class _Batch:
    """Files that are flushed together, and their folders held open."""

    folders: dict[str, int] = field(default_factory=dict)
    files: list[_Unnamed] = field(default_factory=list)
    size_bytes: int = 0


class UnnamedFiles:
    """See the module. ``target`` is flushed as a whole; ``root``, in it, holds all exports."""

    def __init__(self, stick: Stick, journal: ExportJournal, target: int, root: int) -> None:
        self._stick = stick
        self._journal = journal
        self._target = target
        self._root = root
        self._batch = _Batch()
        self._naming: Future[None] | None = None
        self._named = _Batch()
        """What ``_naming`` works on."""

        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export-naming")

    @property
    def are_many(self) -> bool:
        """Whether they should get their names before more is written."""
        return self._batch.size_bytes >= self._stick.batch_bytes or len(self._batch.files) >= _FILES

    def create(self, folder_name: str, name: str) -> int:
        """Make the file under a temporary name, and its folder if there is none; return it open.

        The folder stays open until its files have names.
        """
        folders = self._batch.folders
        if folder_name not in folders:
            folders[folder_name] = self._stick.enter(self._root, folder_name)
        folder = folders[folder_name]
        file = _Unnamed(folder=folder, folder_name=folder_name, name=name)
        created = self._stick.create(file.folder, file.temporary)
        self._batch.files.append(file)
        return created

    def complete(self, written: WrittenFile) -> None:
        """Note that the file made last is written."""
        self._batch.files[-1].written = written
        self._batch.size_bytes += written.size_bytes

    def drop(self) -> None:
        """Remove the file made last. Raises OSError."""
        file = self._batch.files[-1]
        self._stick.remove(file.folder, file.temporary)
        self._batch.files.pop()

    def name(self) -> None:
        """Begin to flush, note, and give all of them their names.

        Waits for those before, which are as many. Raises OSError if they did not get theirs.
        """
        self._settle()
        self._named, self._batch = self._batch, _Batch()
        self._naming = self._thread.submit(self._name, self._named)

    def name_all(self) -> None:
        """Give all of them their names. Raises OSError."""
        self.name()
        self._settle()

    def close(self) -> None:
        """Remove those without a name, as far as the stick lets us."""
        with suppress(OSError):  # it was raised before, or something else was
            self._settle()
        for batch in (self._named, self._batch):
            for file in batch.files:
                with suppress(OSError):
                    self._stick.remove(file.folder, file.temporary)
            batch.files.clear()
            self._leave(batch)
        self._thread.shutdown()

    def _settle(self) -> None:
        if self._naming is not None:
            naming, self._naming = self._naming, None
            naming.result()

    def _name(self, batch: _Batch) -> None:
        if batch.files:
            self._stick.flush(self._target)
        for file in batch.files:
            assert file.written is not None
            self._journal.note(file.folder_name, file.written)
        self._journal.sync()
        while batch.files:
            file = batch.files[0]
            self._stick.rename(file.folder, file.temporary, file.name)
            batch.files.pop(0)
        self._leave(batch)

    def _leave(self, batch: _Batch) -> None:
        for folder in batch.folders.values():
            with suppress(OSError):  # a stick that is gone may refuse even that
                self._stick.close(folder)
        batch.folders.clear()
