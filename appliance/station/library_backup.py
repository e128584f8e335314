"""The library on a stick: a checked copy of one moment, written and read back as exports are."""

import asyncio
import logging
import secrets
import shutil
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from appliance.config import Settings
from appliance.export.bundle import export_copy
from appliance.export.errors import ExportError
from appliance.export.progress import ExportProgress, ExportStep
from appliance.library import NotNotedError
from appliance.library.backup import copy_checked
from appliance.recordings.durable import make_folder
from appliance.station.face_lock import Permit
from appliance.station.file_import import STAGING
from appliance.station.finished import whole
from appliance.station.import_room import ImportRoom
from appliance.station.lock import BoxLock
from appliance.station.note import Note
from appliance.station.stick_door import WritableStick

log = logging.getLogger(__name__)


class Volumes(Protocol):
    """As much of the sticks as matters here."""

    def writable(self, target: Path) -> AbstractAsyncContextManager[WritableStick]:
        """Have the stick of ``target`` writable until the end of the block."""
        ...


class ExportRule(Protocol):
    """What holds for everything that is carried away."""

    @property
    def recipient(self) -> str:
        """A public key of age, or nothing."""
        ...


class LibraryBackup:
    """Implements face_backup.Backup."""

    def __init__(
        self,
        settings: Settings,
        sticks: Volumes,
        rule: ExportRule,
        lock: BoxLock,
        note: Note,
    ) -> None:
        self._paths = settings.paths
        self._room = ImportRoom(self._paths.data, settings.storage.budget)
        self._sticks = sticks
        self._rule = rule
        self._lock = lock
        self._note = note

    async def write(
        self, target: Path, permit: Permit | None = None
    ) -> AsyncGenerator[ExportProgress, None]:
        """See Backup."""
        await self._lock.require_in_kiosk(permit)
        yield ExportProgress(step=ExportStep.CHECKING)
        made = datetime.now().astimezone()
        # The copy is made on the box's own disk: SQLite needs one that keeps its promises. What a
        # kill leaves of it is removed at the next start, by the name of the folder.
        staging = self._paths.inbox / f"{STAGING}backup-{secrets.token_hex(4)}"
        file = staging / self._paths.library.name
        try:
            await whole(self._copy, file)
            steps = export_copy(
                file,
                target,
                receipts=self._paths.receipts,
                name=f"library_{made:%Y-%m-%d_%H-%M-%S}",
                subject="library",
                about={
                    "made": made.isoformat(timespec="seconds"),
                    "box_version": version("tingxia"),
                },
                recipient=self._rule.recipient,
            )
            done: ExportProgress | None = None
            async with self._sticks.writable(target) as stick, aclosing(steps):
                async for progress in steps:
                    if progress.step is ExportStep.DONE:
                        done = progress
                        await self._noted(target, done)
                    else:
                        yield progress
        finally:
            await asyncio.to_thread(shutil.rmtree, staging, ignore_errors=True)
        if done is not None:  # told only now: until then the stick was mounted for writing
            yield replace(done, eject_first=stick.is_held)

    async def allow_plain(self, file: str) -> None:
        """See Backup."""
        if self._rule.recipient:
            raise ExportError(
                "This box encrypts what leaves it, and {file} would be in the clear.",
                hint="Name a stick or a folder that exists: the backup is written there encrypted.",
                file=file,
            )

    async def note_plain(self, file: str) -> None:
        """See Backup."""
        await self._note("backup", subject=file, files=1)

    async def _noted(self, target: Path, done: ExportProgress) -> None:
        try:
            await self._note("backup", subject=str(target), files=len(done.files))
        except NotNotedError as error:  # it is verified, whatever the box's own disk does
            log.warning("%s", error, extra={"event": "audit-failed"})

    def _copy(self, file: Path) -> None:
        self._room.check(self._paths.library.stat().st_size)
        make_folder(file.parent)
        copy_checked(self._paths.library, file)
