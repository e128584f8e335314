"""A subscription to another process that comes back by itself after that process died."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from wyoming.event import Event

from appliance.wire import Message, WireError, connect

log = logging.getLogger(__name__)

FIRST_RETRY_S = 0.1
LONGEST_RETRY_S = 1.0


async def subscribe(
    socket: Path,
    question: Message,
    *,
    on_message: Callable[[Message], None],
    on_lost: Callable[[], None],
    silence_limit_s: float | None = None,
) -> None:
    """Ask for a stream and hand on its messages for ever.

    ``on_lost`` is called whenever a connection ended. A process that says nothing for
    ``silence_limit_s`` is taken for gone.
    """
    retry_s = FIRST_RETRY_S
    while True:
        try:
            async with connect(socket) as connection:
                await connection.send(question)
                while True:
                    async with asyncio.timeout(silence_limit_s):
                        message = await connection.receive()
                    if message is None:
                        break
                    if isinstance(message, Event):
                        log.warning(
                            "%s refused: %s",
                            socket.stem,
                            message.data.get("text", message.type),
                            extra={"event": "subscription-refused"},
                        )
                        break
                    retry_s = FIRST_RETRY_S
                    on_message(message)
        except (WireError, TimeoutError) as error:
            log.debug("%s is away: %s", socket.stem, error, extra={"event": "process-away"})
        on_lost()
        await asyncio.sleep(retry_s)
        retry_s = min(retry_s * 2, LONGEST_RETRY_S)
