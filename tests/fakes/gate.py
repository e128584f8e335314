"""A gate before the answers of a fake."""

import asyncio
from collections.abc import Awaitable, Callable


def behind(gate: asyncio.Event, fake: object, *deeds: str) -> None:
    """Have these deeds of a fake wait for the gate."""
    for deed in deeds:
        setattr(fake, deed, _later(gate, getattr(fake, deed)))


def _later(
    gate: asyncio.Event, deed: Callable[..., Awaitable[object]]
) -> Callable[..., Awaitable[object]]:
    async def later(*args: object, **fields: object) -> object:
        await gate.wait()
        return await deed(*args, **fields)

    return later
