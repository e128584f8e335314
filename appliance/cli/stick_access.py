"""Sticks for the command line: through the running box; without one they can be looked at."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from appliance.cli.station_call import not_running, patiently
from appliance.config import Settings
from appliance.paths import running_folder
from appliance.wire import Message, request
from appliance.wire.stick_client import audio_import, bundle_import, packs_import, stick_contents
from appliance.wire.sticks import (
    AudioImportTold,
    BundleImportTold,
    EjectStick,
    ImportAudio,
    ImportBundle,
    ImportPacks,
    ListSticks,
    PackLine,
    StickContentsTold,
    StickEjected,
    SticksTold,
)

if TYPE_CHECKING:
    from appliance.station.face_files import Added
    from appliance.station.stick_door import StickDoor
    from appliance.supervisor.hardware.volumes import Plugged

Answer = TypeVar("Answer", bound=Message)

EJECT_TIMEOUT_S = 120.0
"""What is left to be written goes to a slow stick."""


async def plugged(settings: Settings) -> SticksTold:
    """List the sticks that are plugged in."""
    if _runs(settings):
        socket = settings.paths.station_socket
        return await patiently(lambda: request(socket, ListSticks(), SticksTold))
    found = _present(settings)
    return SticksTold(volumes=found.volumes, unopened=tuple(found.unopened.values()))


async def contents(settings: Settings, stick: str) -> StickContentsTold:
    """Look at a stick. Raises StickError or its RemoteError."""
    volume = _named(stick)
    if _runs(settings):
        return await stick_contents(settings.paths.station_socket, volume)
    from appliance.station.sticks import BoxSticks
    from appliance.station.told_sticks import contents as told
    from appliance.wire.stick_client import together

    sticks = BoxSticks(settings.paths, present=lambda: _present(settings).volumes, take=_not_taken)
    return together(list(told(await sticks.contents(volume))))


async def audio(
    settings: Settings, stick: str, paths: tuple[str, ...] | None
) -> AsyncIterator[AudioImportTold]:
    """Import audio. Raises NotRunningError, StickError's RemoteError."""
    _require_box(settings)
    question = ImportAudio(volume=_named(stick), paths=paths)
    async for step in audio_import(settings.paths.station_socket, question):
        yield step


async def packs(
    settings: Settings, stick: str, paths: tuple[str, ...] | None, *, replace: bool
) -> tuple[PackLine, ...]:
    """Install packs. Raises NotRunningError, StickError's RemoteError."""
    _require_box(settings)
    question = ImportPacks(volume=_named(stick), paths=paths, replace=replace)
    return await packs_import(settings.paths.station_socket, question)


async def bundle(
    settings: Settings, stick: str, path: str, *, replace: bool
) -> AsyncIterator[BundleImportTold]:
    """Install a signed bundle. Raises NotRunningError, RemoteError."""
    _require_box(settings)
    question = ImportBundle(volume=_named(stick), path=path, replace=replace)
    async for step in bundle_import(settings.paths.station_socket, question):
        yield step


async def eject(settings: Settings, stick: str) -> StickEjected:
    """Have a stick written out and let go. Raises NotRunningError, StickError's RemoteError."""
    _require_box(settings)
    question = EjectStick(volume=_named(stick))
    socket = settings.paths.station_socket
    return await request(socket, question, StickEjected, timeout_s=EJECT_TIMEOUT_S)


def own_door(settings: Settings) -> "StickDoor":
    """Return what a command needs that writes to a stick itself, for no box runs."""
    from appliance.station.stick_door import StickDoor

    return StickDoor(present=lambda: _present(settings).volumes)


def _present(settings: Settings) -> "Plugged":
    from appliance.supervisor.hardware import find_hardware

    return find_hardware(settings.paths.data).volumes.present()


def _named(stick: str) -> str:
    """Take what holds a slash for a folder, which the box must know by its absolute path."""
    is_path = os.sep in stick or stick in {os.curdir, os.pardir}
    return str(Path(stick).absolute()) if is_path else stick


def _runs(settings: Settings) -> bool:
    return running_folder(settings.paths.data) is not None


def _require_box(settings: Settings) -> None:
    if not _runs(settings):
        raise not_running()


async def _not_taken(*_of_files: object) -> "Added":
    raise not_running()
