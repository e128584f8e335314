"""Making and writing at the same time: one thread makes, another takes, little lies between."""

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
    """Runs ``make`` in a thread of its own, at most ``room`` pieces ahead of who takes them.

    ``make`` is given the function that puts a piece on. Leaving the block ends the thread.
    """

    def __init__(self, make: Callable[[Put[Piece]], None], *, room: int) -> None:
        self._make = make
        self._room = room
        self._pieces: deque[Piece] = deque()
        self._changed = threading.Condition()
        self._is_over = False
        self._is_left = False
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="export-making", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
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
        self._thread.join()

    def take(self) -> Piece:
        """Return the next piece. Raises what the maker raised, EOFError after the last one."""
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._is_over)
            if self._pieces:
                piece = self._pieces.popleft()
                self._changed.notify_all()
                return piece
        if self._failure is not None:
            raise self._failure
        raise EOFError

    def _put(self, piece: Piece) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_left or len(self._pieces) < self._room)
            if self._is_left:
                raise LeftError
            self._pieces.append(piece)
            self._changed.notify_all()

    def _run(self) -> None:
        try:
            self._make(self._put)
        except LeftError:
            pass
        except BaseException as error:  # noqa: BLE001 - it is raised where the pieces are taken
            self._failure = error
        finally:
            with self._changed:
                self._is_over = True
                self._changed.notify_all()
