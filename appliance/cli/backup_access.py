"""Backups of the library for the command line: by the running box, or directly when none runs."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Protocol

from appliance.cli.library_access import held
from appliance.cli.station_call import patiently
from appliance.cli.stick_access import own_door
from appliance.config import Settings
from appliance.library.audit import AuditLog
from appliance.paths import AlreadyRunningError
from appliance.station import control_exports
from appliance.station.library_backup import LibraryBackup
from appliance.station.lock import OWNER, BoxLock
from appliance.station.note import noting
from appliance.wire import Message, request
from appliance.wire.backup import (
    AllowPlainBackup,
    BackUpLibrary,
    NotePlainBackup,
    PlainBackupTold,
)
from appliance.wire.exports import ExportStepTold
from appliance.wire.station_client import asked_export_steps


class PlainRule(Protocol):
    """What holds for a copy that this process writes itself."""

    async def allow_plain(self, file: str) -> None:
        """See Backup. Raises ExportError or its RemoteError, WireError."""
        ...

    async def note_plain(self, file: str) -> None:
        """See Backup. Raises NotNotedError or its RemoteError, WireError."""
        ...


async def steps(settings: Settings, target: Path) -> AsyncGenerator[ExportStepTold, None]:
    """Write the library below a folder and yield the steps. Raises what LibraryBackup does."""
    try:
        async with aclosing(_directly(settings, target)) as direct:
            async for step in direct:
                yield step
    except AlreadyRunningError:
        question = BackUpLibrary(target=str(target))
        async for step in asked_export_steps(settings.paths.station_socket, question):
            yield step


@contextmanager
def plain_rule(settings: Settings) -> Iterator[PlainRule]:
    """Have the rule of the running box; without one no box can start until the end of the block."""
    entered = False
    try:
        with held(settings.paths):
            entered = True
            yield _own(settings)
    except AlreadyRunningError:
        if entered:
            raise
        yield _RuleOfBox(settings.paths.station_socket)


class _RuleOfBox:
    """Asks the station."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    async def allow_plain(self, file: str) -> None:
        """See PlainRule."""
        await self._ask(AllowPlainBackup(file=file))

    async def note_plain(self, file: str) -> None:
        """See PlainRule."""
        await self._ask(NotePlainBackup(file=file))

    async def _ask(self, question: Message) -> None:
        await patiently(lambda: request(self._socket, question, PlainBackupTold))


async def _directly(settings: Settings, target: Path) -> AsyncGenerator[ExportStepTold, None]:
    with held(settings.paths):
        async with aclosing(_own(settings).write(target, OWNER)) as steps:
            async for progress in steps:
                yield control_exports.told(progress)


def _own(settings: Settings) -> LibraryBackup:
    audit = AuditLog(settings.paths.data)
    lock = BoxLock(settings.paths, audit=audit)
    return LibraryBackup(settings, own_door(settings), settings.export, lock, noting(audit))
