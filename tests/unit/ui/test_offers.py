"""What can be undone, for how long, and by whom."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from nicegui import background_tasks, core

from appliance.errors import ApplianceError
from ui.offers import Offers


@pytest.fixture(autouse=True)
async def loop() -> AsyncIterator[None]:
    """Lend NiceGUI this loop, as a running screen does."""
    core.loop = asyncio.get_running_loop()
    yield
    core.loop = None


class Deed:
    """Something that was done and may be undone."""

    def __init__(self, failure: ApplianceError | None = None) -> None:
        self.undone = 0
        self.failures: list[ApplianceError] = []
        self._failure = failure

    async def undo(self) -> None:
        """Count, or fail."""
        if self._failure is not None:
            raise self._failure
        self.undone += 1


async def all_done() -> None:
    """Wait until nothing is being undone."""
    async with asyncio.timeout(5):
        while background_tasks.running_tasks:
            await asyncio.gather(*background_tasks.running_tasks)


async def test_an_undo_is_done_once() -> None:
    """A second tap finds nothing left to undo."""
    offers, deed = Offers(), Deed()
    offers.make("Deleted", deed.undo, language_code="en")
    offer = offers.now
    assert offer is not None
    assert 9 < offer.remaining_s <= 10
    offers.take(offer, deed.failures.append)
    offers.take(offer, deed.failures.append)
    await all_done()
    assert (1, [], None) == (deed.undone, deed.failures, offers.now)


async def test_a_newer_deed_ends_the_offer_of_an_older_one() -> None:
    """One at a time: what the screen no longer shows cannot be undone by a late tap."""
    offers, older, newer = Offers(), Deed(), Deed()
    offers.make("Deleted", older.undo, language_code="en")
    first = offers.now
    offers.make("Deleted", newer.undo, language_code="en")
    assert first is not None
    assert first is not offers.now
    offers.take(first, older.failures.append)
    await all_done()
    assert (0, 0) == (older.undone, newer.undone)
    assert offers.now is not None


async def test_an_offer_ends_by_itself() -> None:
    """And every page hears of it."""
    offers, deed, heard = Offers(undo_s=0.001), Deed(), asyncio.Event()
    offers.make("Deleted", deed.undo, language_code="en")
    offer = offers.now
    forget = offers.on_change(heard.set)
    async with asyncio.timeout(5):
        await heard.wait()
    assert offers.now is None
    assert offer is not None
    offers.take(offer, deed.failures.append)
    await all_done()
    assert 0 == deed.undone
    forget()


async def test_an_undo_that_fails_says_so() -> None:
    """To whoever tapped it."""
    failure = ApplianceError("It is gone.", hint="Look in the trash.")
    offers, deed = Offers(), Deed(failure)
    offers.make("Deleted", deed.undo, language_code="en")
    assert offers.now is not None
    offers.take(offers.now, deed.failures.append)
    await all_done()
    assert [failure] == deed.failures


def _end_by_time(_offers: Offers) -> None:
    """Wait; the offer is a short one."""


def _end_by_hand(offers: Offers) -> None:
    """Close it."""
    assert offers.now is not None
    offers.withdraw(offers.now)


def _end_by_another(offers: Offers) -> None:
    """Do something else that can be undone."""
    offers.make("Deleted", Deed().undo, language_code="en")


@pytest.mark.parametrize(
    ("undo_s", "end"), [(0.001, _end_by_time), (60.0, _end_by_hand), (60.0, _end_by_another)]
)
async def test_what_is_announced_is_done_when_its_offer_ends(
    undo_s: float, end: Callable[[Offers], None]
) -> None:
    """Once, also if it was announced twice."""
    offers, deed, over = Offers(undo_s=undo_s), Deed(), asyncio.Event()
    for _time in range(2):
        offers.announce("Emptying", deed.undo, name="empty", language_code="en")
    assert offers.is_announced("empty")
    offers.on_change(lambda: None if offers.is_announced("empty") else over.set())
    end(offers)
    async with asyncio.timeout(5):
        await over.wait()
    assert 1 == deed.undone


async def test_what_is_announced_and_taken_back_is_not_done() -> None:
    """And can be announced again at once."""
    offers, deed = Offers(), Deed()
    offers.announce("Emptying", deed.undo, name="empty", language_code="en")
    assert offers.now is not None
    offers.take(offers.now, deed.failures.append)
    await all_done()
    assert (0, False) == (deed.undone, offers.is_announced("empty"))
    offers.announce("Emptying", deed.undo, name="empty", language_code="en")
    assert offers.now is not None


async def test_what_is_announced_and_fails_is_told_to_the_pages_that_listen() -> None:
    """The one where it was asked for may be gone; without any it is kept for the next."""
    failure = ApplianceError("It is loaded.", hint="Choose another one.")
    offers, deed, heard = Offers(), Deed(failure), list[ApplianceError | None]()
    forget = offers.on_change(lambda: heard.append(None), heard.append)
    offers.announce("Deleting", deed.undo, name="delete", language_code="en")
    _end_by_hand(offers)
    await all_done()
    assert (failure, 1) == (heard[-1], heard.count(failure))
    assert not offers.is_announced("delete")
    heard.clear()
    forget()
    offers.announce("Deleting", deed.undo, name="delete", language_code="en")
    _end_by_hand(offers)
    await all_done()
    for _time in range(2):
        offers.on_change(lambda: None, heard.append)
    assert [failure] == heard


async def test_nobody_listens_after_leaving() -> None:
    """A page that is gone hears of no offer."""
    offers, heard = Offers(), list[str]()
    forget = offers.on_change(lambda: heard.append("one"))
    offers.make("Deleted", Deed().undo, language_code="en")
    forget()
    assert offers.now is not None
    offers.withdraw(offers.now)
    assert ["one"] == heard
