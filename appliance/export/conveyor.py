"""Making and taking at the same time: threads make, another takes, little lies between."""

import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

Piece = TypeVar("Piece")
Put = Callable[[Piece], None]


class LeftError(Exception):
    """Nobody takes any more. Only the maker sees it, and ends."""


class Conveyor(Generic[Piece]):
    """Runs ``make`` in threads of its own, at most ``room`` pieces ahead of who takes them.

    ``make`` is given the function that puts a piece on. With several ``threads`` each runs it, and
    only the pieces of one are in order. Leaving the block ends them.
    """

    def __init__(self, make: Callable[[Put[Piece]], None], *, room: int, threads: int = 1) -> None:
        self._make = make
        self._room = room
        self._pieces: deque[Piece] = deque()
        self._changed = threading.Condition()
        self._running = threads
        self._is_left = False
        self._failure: BaseException | None = None
        self._threads = [
            threading.Thread(target=self._run, name="export-making", daemon=True)
            for _ in range(threads)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._changed:
            self._is_left = True
            self._pieces.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def take(self) -> Piece:
        """Return the next piece. Raises what a maker raised first, EOFError after the last one."""
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._is_over)
            if self._pieces:
                if len(self._pieces) >= self._room:
                    self._changed.notify_all()  # to wake somebody costs more than a small piece
                return self._pieces.popleft()
        if self._failure is not None:
            raise self._failure
        raise EOFError

    @property
    def _is_over(self) -> bool:
        return self._running == 0 or self._failure is not None

    def _put(self, piece: Piece) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_left or len(self._pieces) < self._room)
            if self._is_left:
                raise LeftError
            if not self._pieces:
                self._changed.notify_all()
            self._pieces.append(piece)

    def _run(self) -> None:
        try:
            self._make(self._put)
        except LeftError:
            pass
        except BaseException as error:  # noqa: BLE001 - it is raised where the pieces are taken
            with self._changed:
                self._failure = self._failure or error
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()
