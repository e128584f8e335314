"""Answers the command line's questions about backups of the library; it is the owner's."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Final

from appliance.station import control_exports
from appliance.station.face import Station
from appliance.station.lock import OWNER
from appliance.wire import Message
from appliance.wire.backup import (
    AllowPlainBackup,
    BackUpLibrary,
    NotePlainBackup,
    PlainBackupTold,
)

QUESTIONS: Final = (BackUpLibrary, AllowPlainBackup, NotePlainBackup)


async def answers(station: Station, question: Message) -> AsyncGenerator[Message, None]:
    """Answer one of QUESTIONS. Raises ApplianceError."""
    backup = station.backup
    match question:
        case BackUpLibrary():
            async with aclosing(backup.write(Path(question.target), OWNER)) as steps:
                async for progress in steps:
                    yield control_exports.told(progress)
        case AllowPlainBackup():
            await backup.allow_plain(question.file)
            yield PlainBackupTold()
        case NotePlainBackup():
            await backup.note_plain(question.file)
            yield PlainBackupTold()
