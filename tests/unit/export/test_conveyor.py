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


def test_several_makers_share_one_belt() -> None:
    """Every piece of each comes once, those of one in their order, and then the end."""
    numbers = iter(range(4))

    def make(put: Callable[[tuple[int, int]], None]) -> None:
        maker = next(numbers)
        for number in range(5):
            put((maker, number))

    with Conveyor[tuple[int, int]](make, room=2, threads=4) as belt:
        taken = [belt.take() for _ in range(20)]
        with pytest.raises(EOFError):
            belt.take()

    for maker in range(4):
        assert list(range(5)) == [number for each, number in taken if each == maker]


def test_one_maker_that_fails_ends_the_taking() -> None:
    """While the others still wait for room; leaving ends them."""
    numbers = iter(range(3))

    def make(put: Callable[[int], None]) -> None:
        if next(numbers) == 2:
            raise ValueError("spoilt")
        for number in endless():
            put(number)

    with Conveyor[int](make, room=2, threads=3) as belt, pytest.raises(ValueError, match="spoilt"):
        list(iter(belt.take, -1))

    assert "export-making" not in {thread.name for thread in threading.enumerate()}


def endless() -> Iterator[int]:
    """Numbers without end."""
    number = 0
    while True:
        yield number
        number += 1
