"""What can be undone has its ten seconds where somebody sees it, whatever lay over it."""

from typing import Any

import pytest
from nicegui.testing.user import User

from appliance.errors import ApplianceError
from tests.integration.screen.person import dispatch, only, tap_close, time_is_over, until
from ui.offers import UNDO_S
from ui.widgets import stick_arrival
from ui.widgets.toast import Toast

FULL = ApplianceError("The stick is full.", hint="Take another one.")


@pytest.fixture(autouse=True)
def no_news_of_sticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing else be told."""
    monkeypatch.setattr(stick_arrival, "LOOK_S", 3600.0)


class Page:
    """A page on which the trash is being emptied."""

    def __init__(self, user: User) -> None:
        self.toast = only(user, Toast)
        self.is_empty = False

    async def empty(self) -> None:
        """Do it."""
        self.is_empty = True

    def announce(self) -> None:
        """Announce it."""
        with self.toast:
            self.toast.announce("The trash is being emptied.", self.empty, name="empty")

    @property
    def waits(self) -> bool:
        """Whether it can still be undone."""
        return bool(self.toast._offers.waiting)

    @property
    def shown(self) -> dict[str, Any]:
        """What the toast shows."""
        shown: dict[str, Any] = self.toast.props["shown"]
        return shown


async def test_what_passes_takes_nothing_of_the_time_to_undo(user: User) -> None:
    """The browser tells when it has passed."""
    await user.open("/")
    page = Page(user)
    page.announce()
    page.toast.done("Taken into the box")
    time_is_over(user)
    assert ("Taken into the box", True) == (page.shown["what"], page.waits)
    dispatch(page.toast, "over", page.shown["number"])
    assert (True, pytest.approx(UNDO_S, abs=UNDO_S / 4)) == (
        page.shown["undo"],
        page.shown["remaining"],
    )
    time_is_over(user)
    await until(lambda: page.is_empty)


async def test_nor_does_a_warning_that_nobody_has_read(user: User) -> None:
    """However long."""
    await user.open("/")
    page = Page(user)
    page.announce()
    page.toast.failed(FULL)
    time_is_over(user)
    assert ("The stick is full.", True) == (page.shown["what"], page.waits)
    tap_close(user)
    assert (True, True) == (page.shown["undo"], page.waits)
    time_is_over(user)
    await until(lambda: page.is_empty)


async def test_its_time_runs_on_another_page_that_shows_it(user: User) -> None:
    """A warning of a page that nobody looks at holds nothing up."""
    await user.open("/")
    page = Page(user)
    page.announce()
    page.toast.failed(FULL)
    await user.open("/files")
    assert "The trash is being emptied." == Page(user).shown["what"]
    time_is_over(user)
    await until(lambda: page.is_empty)


async def test_a_page_counts_down_what_another_one_has_prolonged(user: User) -> None:
    """Its undo is not gone while it can still be undone."""
    await user.open("/")
    page = Page(user)
    page.toast._offers._undo_s = 60.0
    page.announce()
    page.toast.failed(FULL)
    await user.open("/files")
    other = Page(user)
    page.toast._offers._undo_s = 60.0
    (offer,) = page.toast._offers.waiting
    offer.until_s -= 50.0
    before = other.shown["until"]
    dispatch(page.toast, "close", page.shown["number"])
    assert before < other.shown["until"]
    assert 59 < other.shown["remaining"] <= 60
