"""What can be undone, for how long, and by whom."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from nicegui import background_tasks, core

from appliance.errors import ApplianceError
from ui.news import Failed, News
from ui.offers import Offer, Offers


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
        self.tried = asyncio.Event()
        self.failures: list[News] = []
        self._failure = failure

    async def undo(self) -> None:
        """Count, or fail."""
        self.tried.set()
        if self._failure is not None:
            raise self._failure
        self.undone += 1


def newest(offers: Offers) -> Offer:
    """Return what a page would show."""
    return offers.waiting[-1]


async def all_done() -> None:
    """Wait until nothing is being undone."""
    async with asyncio.timeout(5):
        while background_tasks.running_tasks:
            await asyncio.gather(*background_tasks.running_tasks)


async def test_an_undo_is_done_once() -> None:
    """A second tap finds nothing left to undo."""
    offers, deed = Offers(), Deed()
    offers.make("Deleted", deed.undo, language_code="en")
    offer = newest(offers)
    assert 9 < offer.remaining_s <= 10
    assert offers.take(offer, deed.failures.append)
    assert not offers.take(offer, deed.failures.append)
    await all_done()
    assert (1, [], ()) == (deed.undone, deed.failures, offers.waiting)


async def test_a_newer_deed_ends_the_offer_of_an_older_one() -> None:
    """One at a time: what the screen no longer shows cannot be undone by a late tap."""
    offers, older, newer = Offers(), Deed(), Deed()
    offers.make("Deleted", older.undo, language_code="en")
    first = newest(offers)
    offers.make("Deleted", newer.undo, language_code="en")
    assert first not in offers.waiting
    offers.take(first, older.failures.append)
    await all_done()
    assert (0, 0) == (older.undone, newer.undone)
    assert 1 == len(offers.waiting)


async def test_an_offer_ends_by_itself() -> None:
    """And every page hears of it."""
    offers, deed, heard = Offers(undo_s=0.001), Deed(), asyncio.Event()
    offers.make("Deleted", deed.undo, language_code="en")
    offer = newest(offers)
    forget = offers.on_change(heard.set)
    async with asyncio.timeout(5):
        await heard.wait()
    assert () == offers.waiting
    offers.take(offer, deed.failures.append)
    await all_done()
    assert 0 == deed.undone
    forget()


async def test_an_undo_that_fails_says_so() -> None:
    """To whoever tapped it."""
    failure = ApplianceError("It is gone.", hint="Look in the trash.")
    offers, deed = Offers(), Deed(failure)
    offers.make("Deleted", deed.undo, language_code="en")
    offers.take(newest(offers), deed.failures.append)
    await all_done()
    assert [Failed(error=failure)] == deed.failures


async def tried(deed: Deed) -> None:
    """Wait until a deed is done or has failed."""
    async with asyncio.timeout(5):
        await deed.tried.wait()
    deed.tried.clear()
    await all_done()


async def test_what_is_announced_is_done_when_its_time_is_over() -> None:
    """Once, also if it was announced twice."""
    offers, deed = Offers(undo_s=0.001), Deed()
    for _time in range(2):
        offers.announce("Emptying", deed.undo, name="empty", language_code="en")
    assert offers.is_announced("empty")
    await tried(deed)
    assert (1, False) == (deed.undone, offers.is_announced("empty"))


async def test_a_deed_is_announced_for_each_of_its_subjects() -> None:
    """One that is undone leaves what the others are done to; the same again changes nothing."""
    offers, deed = Offers(undo_s=60.0), Deed()
    for subjects in (("a", "b"), ("b", "c"), ("b", "c")):
        offers.announce("Off", deed.undo, name="off", subjects=subjects, language_code="en")
    assert {"a", "b", "c"} == offers.subjects("off")
    assert set() == offers.subjects("empty")
    offers.take(newest(offers), deed.failures.append)
    assert {"a", "b"} == offers.subjects("off")
    assert offers.is_announced("off")


async def test_its_subjects_stay_until_it_is_done() -> None:
    """They must not come into sight for a moment while it is being done."""
    offers, found = Offers(undo_s=0.001), list[frozenset[str]]()
    done = asyncio.Event()

    async def deed() -> None:
        found.append(offers.subjects("off"))
        done.set()

    offers.announce("Off", deed, name="off", subjects=("a",), language_code="en")
    async with asyncio.timeout(5):
        await done.wait()
    await all_done()
    assert [{"a"}, set()] == [*found, offers.subjects("off")]


@pytest.mark.parametrize("is_announced", [False, True])
async def test_something_newer_puts_off_what_is_announced(*, is_announced: bool) -> None:
    """It lies over it: the older one has its seconds afterwards and can be undone meanwhile."""
    offers, older, newer = Offers(undo_s=60.0), Deed(), Deed()
    offers.announce("Emptying", older.undo, name="empty", language_code="en")
    first = newest(offers)
    if is_announced:
        offers.announce("Deleting", newer.undo, name="delete", language_code="en")
    else:
        offers.make("Deleted", newer.undo, language_code="en")
    await all_done()
    assert (0, first, 2) == (older.undone, offers.waiting[0], len(offers.waiting))
    assert 119 < first.remaining_s <= 120
    assert 59 < newest(offers).remaining_s <= 60
    offers.take(first, older.failures.append)
    await all_done()
    assert (0, False, 1) == (older.undone, offers.is_announced("empty"), len(offers.waiting))


async def test_what_was_put_off_is_done_all_the_same() -> None:
    """After what lay over it."""
    offers, older, newer = Offers(undo_s=0.001), Deed(), Deed()
    offers.announce("Emptying", older.undo, name="empty", language_code="en")
    offers.announce("Deleting", newer.undo, name="delete", language_code="en")
    await tried(newer)
    await tried(older)
    assert (1, 1, ()) == (older.undone, newer.undone, offers.waiting)


async def test_the_time_of_an_offer_runs_only_where_a_page_shows_it() -> None:
    """A message lies over it on all pages that are open; what nobody can undo is not done."""
    offers, deed, shown, asked = Offers(undo_s=0.001), Deed(), False, asyncio.Event()

    def shows(_: Offer) -> bool:
        asked.set()
        return shown

    forget = [offers.on_change(lambda: None, shows=shows) for _page in range(2)]
    offers.announce("Emptying", deed.undo, name="empty", language_code="en")
    for _time in range(3):
        asked.clear()
        await asyncio.wait_for(asked.wait(), 5)
    await all_done()
    assert (0, 1) == (deed.undone, len(offers.waiting))
    shown = True  # by one of them
    await tried(deed)
    assert (1, ()) == (deed.undone, offers.waiting)
    shown = False
    offers.announce("Emptying", deed.undo, name="empty", language_code="en")
    for each in forget:
        each()
    await tried(deed)  # there is nobody who could undo it
    assert 2 == deed.undone


async def test_an_offer_that_is_seen_again_has_its_whole_time() -> None:
    """Not more, and not once it is over; pages hear of it, which count it down."""
    offers, deed = Offers(undo_s=60.0), Deed()
    offers.announce("Emptying", deed.undo, name="empty", language_code="en")
    offer, heard = newest(offers), list[float]()
    offers.on_change(lambda: heard.append(offer.remaining_s))
    offer.until_s -= 50.0
    offers.renew(offer)
    assert 59 < offer.remaining_s <= 60
    assert [60] == [round(remaining_s) for remaining_s in heard]
    offer.until_s += 60.0
    offers.renew(offer)
    assert 119 < offer.remaining_s <= 120
    offers.take(offer, deed.failures.append)
    offers.renew(offer)
    assert () == offers.waiting


async def test_what_is_announced_and_taken_back_is_not_done() -> None:
    """And can be announced again at once."""
    offers, deed = Offers(), Deed()
    offers.announce("Emptying", deed.undo, name="empty", language_code="en")
    offers.take(newest(offers), deed.failures.append)
    await all_done()
    assert (0, False) == (deed.undone, offers.is_announced("empty"))
    offers.announce("Emptying", deed.undo, name="empty", language_code="en")
    assert 1 == len(offers.waiting)


async def test_what_is_announced_and_fails_is_told_to_the_pages_that_listen() -> None:
    """The one where it was asked for may be gone; without any it is kept for the next."""
    failure = ApplianceError("It is loaded.", hint="Choose another one.")
    offers, deed = Offers(undo_s=0.001), Deed(failure)
    heard, told = list[News | None](), Failed(error=failure)
    forget = offers.on_change(lambda: heard.append(None), heard.append)
    offers.announce("Deleting", deed.undo, name="delete", language_code="en")
    await tried(deed)
    assert (told, 1) == (heard[-1], heard.count(told))
    assert not offers.is_announced("delete")
    heard.clear()
    forget()
    offers.announce("Deleting", deed.undo, name="delete", language_code="en")
    await tried(deed)
    for _time in range(2):
        offers.on_change(lambda: None, heard.append)
    assert [told] == heard


async def test_news_are_kept_for_the_next_page_while_none_is_open() -> None:
    """All of them, in their order, once; else every open page hears them."""
    offers, heard = Offers(), list[News]()
    first = Failed(error=ApplianceError("The stick is full.", hint="Take another."))
    second = Failed(error=ApplianceError("It is gone.", hint="Plug it in again."))
    offers.tell(first)
    offers.tell(second)
    offers.on_change(lambda: None, heard.append)
    assert [first, second] == heard
    offers.on_change(lambda: None, heard.append)
    offers.tell(first)
    assert [first, second, first, first] == heard


async def test_nobody_listens_after_leaving() -> None:
    """A page that is gone hears of no offer."""
    offers, heard = Offers(), list[str]()
    forget = offers.on_change(lambda: heard.append("one"))
    offers.make("Deleted", Deed().undo, language_code="en")
    forget()
    offers.take(newest(offers), lambda _: None)
    assert ["one"] == heard
