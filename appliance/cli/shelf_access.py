"""The shelf for the command line: that of the running box, or our own when none runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.cli.library_access import opened
from appliance.cli.remote_shelf import RemoteShelf
from appliance.config import Settings
from appliance.domain.retention import Rules
from appliance.paths import AlreadyRunningError
from appliance.station.face_shelf import Shelf
from appliance.station.shelf import LibraryShelf


@asynccontextmanager
async def open_shelf(settings: Settings) -> AsyncIterator[Shelf]:
    """Open it. Without a box nothing is being recorded and no text is being made."""
    entered = False
    try:
        async with opened(settings.paths) as library:
            entered = True
            yield LibraryShelf(
                library,
                settings.paths,
                rules=Rules(**settings.retention.model_dump()),
                reserve_bytes=settings.storage.reserve_bytes,
            )
    except AlreadyRunningError:
        if entered:
            raise
        yield RemoteShelf(settings.paths.station_socket)
