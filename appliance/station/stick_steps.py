"""Runs what may hang on a bad stick in a thread of its own, one step at a time."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Final, TypeVar

log = logging.getLogger(__name__)

Step = TypeVar("Step")

STALL_S: Final = 30.0
"""A step moves a few megabytes; a stick that needs longer for it is broken."""


class StalledError(Exception):
    """A step did not end in time; its thread is left to itself."""


async def stepped(steps: Generator[Step], *, stall_s: float = STALL_S) -> AsyncGenerator[Step]:
    """Yield what ``steps`` yields. Raises StalledError, and what ``steps`` raises.

    Leaving early closes ``steps`` and waits for that. The thread is a daemon: one that hangs in
    a dead stick must not keep the process from ending.
    """
    loop = asyncio.get_running_loop()
    orders: SimpleQueue[asyncio.Future[tuple[Step] | None]] = SimpleQueue()
    closing: asyncio.Future[tuple[Step] | None] = loop.create_future()

    def work() -> None:
        while (answer := orders.get()) is not closing:
            try:
                _post(loop, answer, (next(steps),))
            except StopIteration:
                _post(loop, answer, None)
            except Exception as error:  # noqa: BLE001 - it is raised where it is awaited
                _post(loop, answer, error)
        with suppress(Exception):  # a stick that is gone refuses even to be closed
            steps.close()
        _post(loop, closing, None)

    Thread(target=work, name="stick", daemon=True).start()
    has_stalled = False
    try:
        while True:
            answer: asyncio.Future[tuple[Step] | None] = loop.create_future()
            orders.put(answer)
            try:
                async with asyncio.timeout(stall_s):
                    step = await answer
            except TimeoutError as error:
                has_stalled = True
                raise StalledError from error
            if step is None:
                return
            yield step[0]
    finally:
        orders.put(closing)
        if has_stalled:
            log.warning("a stick does not answer", extra={"event": "stick-stalled"})
        else:
            with suppress(TimeoutError):
                async with asyncio.timeout(stall_s):
                    await closing


def _post(
    loop: asyncio.AbstractEventLoop,
    answer: "asyncio.Future[tuple[Step] | None]",
    result: tuple[Step] | Exception | None,
) -> None:
    def settle() -> None:
        if answer.done():
            return
        if isinstance(result, Exception):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    with suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(settle)
