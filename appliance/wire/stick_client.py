"""Asking the station about sticks, where more than one message answers."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TypeVar

from appliance.wire.answers import Answer, answers
from appliance.wire.codec import Message
from appliance.wire.sticks import (
    AudioImportTold,
    BundleImportTold,
    ImportAudio,
    ImportBundle,
    ImportPacks,
    PackLine,
    PacksTold,
    ShowStick,
    StickContentsTold,
)

Part = TypeVar("Part", StickContentsTold, AudioImportTold, PacksTold, BundleImportTold)


async def stick_contents(socket: Path, volume: str) -> StickContentsTold:
    """Return all that is on a stick. Raises RemoteError, WireError."""
    parts = [part async for part in _parts(socket, ShowStick(volume=volume), StickContentsTold)]
    return together(parts)


def together(parts: Sequence[StickContentsTold]) -> StickContentsTold:
    """Return the parts of what is on a stick as one."""
    lists = {
        name: tuple(line for part in parts for line in getattr(part, name))
        for name in ("audio", "lexicons", "models", "bundles", "refused")
    }
    return parts[-1].model_copy(update=lists)


async def audio_import(socket: Path, question: ImportAudio) -> AsyncIterator[AudioImportTold]:
    """Yield the steps; the last ones have the outcomes. Raises RemoteError, WireError."""
    async for part in _parts(socket, question, AudioImportTold):
        yield part


async def bundle_import(socket: Path, question: ImportBundle) -> AsyncIterator[BundleImportTold]:
    """Yield the steps; the last one says what was taken. Raises RemoteError, WireError."""
    async for part in _parts(socket, question, BundleImportTold):
        yield part


async def packs_import(socket: Path, question: ImportPacks) -> tuple[PackLine, ...]:
    """Install packs. Raises RemoteError, WireError."""
    parts = [part async for part in _parts(socket, question, PacksTold)]
    return tuple(line for part in parts for line in part.outcomes)


async def _parts(socket: Path, question: Message, kind: type[Part]) -> AsyncIterator[Part]:
    def is_last(message: Answer) -> bool:
        return isinstance(message, kind) and message.last

    async for message in answers(socket, question, is_last=is_last):
        if isinstance(message, kind):
            yield message
