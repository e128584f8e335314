"""A thread of capture whose end by an error ends the process, which is then started afresh."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Worker(threading.Thread):
    """Runs ``work``; calls ``on_failure`` from its own thread if that raises."""

    def __init__(
        self, name: str, work: Callable[[], None], *, on_failure: Callable[[BaseException], None]
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._on_failure = on_failure

    def run(self) -> None:
        """Work until done."""
        try:
            self._work()
        except BaseException as error:
            log.critical(
                "%s failed: %s", self.name, error, exc_info=True, extra={"event": "thread-failed"}
            )
            self._on_failure(error)
