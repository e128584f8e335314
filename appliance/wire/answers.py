"""Asking something that more than one message answers."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from wyoming.event import Event

from appliance.wire.codec import Message, WireError, to_error
from appliance.wire.connection import connect

Answer = Message | Event


async def answers(
    socket: Path, question: Message, *, is_last: Callable[[Answer], bool] = lambda _: False
) -> AsyncIterator[Answer]:
    """Yield what comes up to the last answer; without one, until nobody listens any more.

    Raises RemoteError if the answer is an error, WireError if the other side goes away before.
    """
    async with connect(socket) as connection:
        await connection.send(question)
        async for message in connection:
            if isinstance(message, Event) and message.type == "error":
                raise to_error(message)
            yield message
            if is_last(message):
                return
    raise WireError(
        "The station went away before it had answered.",
        hint="It is being restarted; try again.",
    )
