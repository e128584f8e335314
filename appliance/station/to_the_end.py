"""Deeds that are whole or not there at all, also when whoever asked for them has left."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")


async def to_the_end(deed: Coroutine[Any, Any, Answer]) -> Answer:
    """Do it; whoever is cancelled meanwhile still waits for the end of it."""
    running = asyncio.ensure_future(deed)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise
