"""A real library on a shelf, and what a test can turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from appliance.domain.retention import Rules, explained
from appliance.library import Library
from appliance.paths import Paths
from appliance.station.shelf import LibraryShelf
from tests.fakes.clock import FakeClock
from tests.fakes.speech import data_folder
from tests.integration.test_library import filled

DAY_S = 86_400.0


@dataclass
class World:
    """What a test can turn."""

    paths: Paths
    library: Library
    clock: FakeClock = field(default_factory=FakeClock)
    running: set[str] = field(default_factory=set)
    in_work: set[str] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def shelf(self, rules: Rules = Rules()) -> LibraryShelf:  # noqa: B008 - frozen
        """A shelf under these rules."""
        return LibraryShelf(
            self.library,
            self.paths,
            rules=rules,
            is_running=self.running.__contains__,
            is_in_work=self.in_work.__contains__,
            on_change=self.changed.set,
            clock=self.clock,
        )


@asynccontextmanager
async def shelf_world(folder: Path) -> AsyncIterator[World]:
    """Open a library with two recordings of 1 May 2025, noon."""
    paths = data_folder(folder)
    await filled(paths)
    async with Library.open(paths) as library:
        yield World(paths=paths, library=library)


async def deeds(shelf: LibraryShelf) -> list[tuple[object, ...]]:
    """The audit log, oldest first."""
    told = await shelf.audit()
    return [(each.deed, each.subject, each.facts) for each in reversed(told.entries)]


async def fates(shelf: LibraryShelf, *, apply: bool = False) -> dict[str, str]:
    """What happens to each recording."""
    told = await shelf.retention(apply=apply)
    return {line.prospect.id: explained(line.prospect, told.rules) for line in told.lines}
