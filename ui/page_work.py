"""Work of a page, or of a sheet on it, that nobody wants any more when that is gone."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from nicegui import background_tasks, context


class PageWork:
    """Ends with the page on which it is made; what goes wrong in it is logged."""

    def __init__(self) -> None:
        self._client = context.client
        self._running: set[asyncio.Task[object]] = set()
        self._client.on_delete(self.end)

    def begin(self, work: Coroutine[Any, Any, object], *, name: str) -> asyncio.Task[object] | None:
        """Do it, unless there is no page any more."""
        if self._client.is_deleted:
            work.close()
            return None
        task = background_tasks.create(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def end(self) -> None:
        """Cancel what is not done yet."""
        for task in tuple(self._running):
            task.cancel()
