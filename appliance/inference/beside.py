"""Slow work beside the event loop and beside the engine's thread: opening models."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class Beside:
    """Starts a thread for each piece of work, so that an end need not wait for a queue."""

    def __init__(self) -> None:
        self._threads: set[threading.Thread] = set()

    def run(self, work: Callable[[], T]) -> "Future[T]":
        """Begin at once; the error arrives in the future."""
        done: Future[T] = Future()
        done.set_running_or_notify_cancel()  # from here on it cannot be cancelled

        def run() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - it belongs to who awaits it
                done.set_exception(error)
            else:
                done.set_result(result)
            finally:
                self._threads.discard(threading.current_thread())

        # A daemon: the process may end while a library loads.
        thread = threading.Thread(target=run, name="model-loader", daemon=True)
        self._threads.add(thread)
        thread.start()
        return done

    def wait(self, *, timeout_s: float) -> bool:
        """Wait for what is under way; tells whether all of it ended."""
        for thread in list(self._threads):
            thread.join(timeout_s)
        return not self._threads
