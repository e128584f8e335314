"""When pages are drawn."""

import pytest
from nicegui import Client, ui
from nicegui.testing.user import User

from tests.fakes.station import FakeStation
from tests.integration.screen.person import sees, until
from ui.redraws import Redraws
from ui.widgets.touch import Words


class Probe:
    """A page that counts its drawings."""

    def __init__(self, station: FakeStation) -> None:
        self.often = self.seldom = 0
        self.is_broken = False

        @ui.page("/probe")
        def probe(client: Client) -> None:
            redraws = Redraws(station, client)
            with ui.element("div"):
                redraws.add(self.draw_often, every_s=0.0)
                redraws.add(self.draw_seldom, every_s=3600.0)
                self.words = Words()

    def draw_often(self) -> None:
        """Draw at every change."""
        self.often += 1
        if self.is_broken:
            msg = "broken"
            raise ValueError(msg)

    def draw_seldom(self) -> None:
        """Draw once an hour; builds something."""
        self.seldom += 1
        Words(f"drawing {self.seldom}")


@pytest.fixture
def probe(station: FakeStation, user: User) -> Probe:
    """Return a page that is served by the user's application."""
    del user
    return Probe(station)


@pytest.mark.parametrize("path", ["/", "/history"])
async def test_a_page_listens_once(user: User, station: FakeStation, path: str) -> None:
    """However many parts of it follow the station."""
    await user.open(path)
    await until(lambda: bool(station.listeners))
    assert len(station.listeners) == 1


async def test_nothing_is_drawn_more_often_than_it_wants(
    user: User, station: FakeStation, probe: Probe
) -> None:
    """Each part has its own pace; what it builds stands where it was added."""
    await user.open("/probe")
    await until(lambda: probe.seldom == 2)
    await sees(user, "drawing 2")
    before = probe.often
    for _ in range(20):
        station.changed()
    assert (probe.often - before, probe.seldom) == (20, 2)


async def test_a_part_that_fails_does_not_keep_the_others(
    user: User, station: FakeStation, probe: Probe
) -> None:
    """It is logged, and tried again at the next change."""
    await user.open("/probe")
    await until(lambda: probe.seldom == 2)
    probe.is_broken = True
    before = probe.often
    station.changed()
    station.changed()
    assert probe.often == before + 2


async def test_what_is_deleted_is_drawn_no_longer(
    user: User, station: FakeStation, probe: Probe
) -> None:
    """A panel that comes and goes leaves nothing behind."""
    await user.open("/probe")
    await until(lambda: probe.seldom == 2)
    place, before = probe.words.parent_slot, probe.often
    assert place is not None
    place.parent.delete()
    station.changed()
    assert before == probe.often


async def test_a_page_on_which_nothing_moves_costs_nothing(
    user: User, station: FakeStation
) -> None:
    """No timer draws it; the one that locks a page again looks seldom."""
    await user.open("/")
    assert user.client is not None
    await until(lambda: bool(station.listeners))
    timers = [each for each in user.client.elements.values() if isinstance(each, ui.timer)]
    assert [timer.interval for timer in timers if timer.interval < 1.0] == []
