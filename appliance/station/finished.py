"""Work that is finished once it is begun, also when whoever asked for it is cancelled."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")


async def finished(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run it to its end; whoever is cancelled meanwhile still waits for that."""
    running = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise


async def whole(work: Callable[..., Answer], *values: object) -> Answer:
    """Run in a thread to its end."""
    return await finished(asyncio.to_thread(work, *values))
