"""Making in one thread and taking in another."""

import threading
from collections.abc import Callable, Iterator

import pytest

from appliance.export.conveyor import Conveyor, LeftError


def test_pieces_come_in_their_order_and_then_the_end() -> None:
    """As they were put on."""

    def make(put: Callable[[int], None]) -> None:
        for number in range(5):
            put(number)

    with Conveyor[int](make, room=2) as belt:
        taken = [belt.take() for _ in range(5)]
        with pytest.raises(EOFError):
            belt.take()

    assert [0, 1, 2, 3, 4] == taken


def test_what_the_maker_raises_comes_after_what_it_made() -> None:
    """Nothing is lost, and nothing is hidden."""

    def make(put: Callable[[str], None]) -> None:
        put("made")
        raise ValueError("spoilt")

    with Conveyor[str](make, room=9) as belt:
        assert "made" == belt.take()
        with pytest.raises(ValueError, match="spoilt"):
            belt.take()


def test_the_maker_is_never_far_ahead() -> None:
    """However fast it is, no more than the room lies between."""
    ahead: list[int] = []
    taken = 0

    def make(put: Callable[[int], None]) -> None:
        for number in range(50):
            put(number)
            ahead.append(number + 1 - taken)

    with Conveyor[int](make, room=3) as belt:
        for _ in range(50):
            belt.take()
            taken += 1

    assert max(ahead) <= 4  # the one that is just being taken is not counted yet


def test_leaving_early_ends_the_maker() -> None:
    """Also one that waits for room; it sees why, and the thread is over."""
    seen: list[str] = []

    def make(put: Callable[[int], None]) -> None:
        try:
            for number in endless():
                put(number)
        except LeftError:
            seen.append("left")
            raise

    with Conveyor[int](make, room=1) as belt:
        belt.take()

    assert ["left"] == seen
    assert "export-making" not in {thread.name for thread in threading.enumerate()}


def endless() -> Iterator[int]:
    """Numbers without end."""
    number = 0
    while True:
        yield number
        number += 1
