"""Runs what starts other processes: an order to end stops those too, as Ctrl-C does."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

_ORDERS: Final = (signal.SIGTERM, signal.SIGHUP)
_BY_SIGNAL: Final = 128
"""What shells add to the number of the signal that ended a process."""

Outcome = TypeVar("Outcome")


def run_in_order(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Run this to its end. SIGTERM and SIGHUP cancel it once, and then end the program.

    Left to themselves they end the program at once: no ``finally`` is come to, and a box that was
    started goes on. A second order does that. Raises SystemExit after an order.
    """
    given: list[signal.Signals] = []

    async def unless_ordered() -> Outcome:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        heard = [order for order in _ORDERS if signal.getsignal(order) is not signal.SIG_IGN]

        def end(order: signal.Signals) -> None:
            given.append(order)
            for each in heard:
                loop.remove_signal_handler(each)
            task.cancel()

        for order in heard:
            loop.add_signal_handler(order, end, order)
        return await work

    try:
        return asyncio.run(unless_ordered())
    except asyncio.CancelledError:
        if not given:
            raise
        raise SystemExit(_BY_SIGNAL + given[0]) from None
