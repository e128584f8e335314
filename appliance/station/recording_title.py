"""What the running recording is called, or will be the next one while none runs."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from appliance.station.live_text import LiveText
from appliance.station.next_title import NextTitle
from appliance.station.shelf import require_short_title


class RecordingTitle:
    """No title is ever waited for by a recording; a title waits for one that is just beginning."""

    def __init__(
        self,
        live: LiveText,
        next_title: NextTitle,
        *,
        rename: Callable[[str, str], Awaitable[object]],
        on_change: Callable[[], None],
    ) -> None:
        """``rename`` has the library call a recording something."""
        self._live = live
        self._next = next_title
        self._rename = rename
        self._on_change = on_change
        self._beginning = asyncio.Lock()
        self._relabelled = asyncio.Event()

    @property
    def shown(self) -> str:
        """The title now."""
        followed = self._live.followed
        is_running = followed is not None and not followed.over
        return followed.title if followed is not None and is_running else self._next.text

    @asynccontextmanager
    async def beginning(self, title: str) -> AsyncGenerator[str, None]:
        """Begin a recording in the block, with this title or what was given before."""
        async with self._beginning:
            yield title or self._next.text

    async def give(self, title: str, recording_id: str | None) -> str | None:
        """See Station.entitle."""
        async with self._beginning:  # one that is just beginning is meant
            meant = recording_id or self._live.running_id
        if meant is None:
            require_short_title(title)
            await self._next.give(title)
            self._on_change()
            return None
        await self._live.settled(meant, closed=False)
        await self._rename(meant, title)
        await self._live.read_title()
        return meant

    def relabelled(self) -> None:
        """Somebody may have called it something else."""
        self._relabelled.set()

    async def run(self) -> None:
        """Read what is new, for ever."""
        while True:
            await self._relabelled.wait()
            self._relabelled.clear()
            await self._live.read_title()
