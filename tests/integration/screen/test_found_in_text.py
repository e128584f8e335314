"""What was looked for in the history, in the text in which it was found, as somebody uses it."""

from collections.abc import Callable
from typing import Any

import pytest
from nicegui.testing.user import User

from tests.fakes.station import FakeStation
from tests.integration.screen.person import ID, only, sees, sees_no, tap, tap_beside, until
from ui.widgets.found_bar import FoundBar
from ui.widgets.text_lines import TextLines

TEXTS = ("阀门漏水。", "一切正常。", "換了閥門。", "阀门又漏水。")


@pytest.fixture
def went(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note where the browser is sent."""
    places: list[float] = []
    monkeypatch.setattr(TextLines, "go_to", lambda _lines, start_s: places.append(start_s))
    return places


def found(user: User) -> Callable[[], list[Any]]:
    """Return what tells the ranges of all lines."""
    text_lines = only(user, TextLines)
    return lambda: [line["found"] for line in text_lines.props["first"]]


async def test_the_lines_are_counted_and_led_to(
    user: User, station: FakeStation, went: list[float]
) -> None:
    """It begins with the one that was tapped; after the last comes the first."""
    station.add_recording(ID, texts=TEXTS, duration_s=40.0)
    await user.open(f"/transcript/{ID}?at=20.0&q=阀门")
    await sees(user, "2 / 3")
    assert [((0, 2),), (), ((2, 4),), ((0, 2),)] == found(user)()
    for words, told in ("Next", "3 / 3"), ("Next", "1 / 3"), ("Previous", "3 / 3"):
        tap(user, words)
        await sees(user, told)
    assert [30.0, 0.0, 30.0] == went


@pytest.mark.usefixtures("went")
async def test_two_who_speak_at_once_are_two_places(user: User, station: FakeStation) -> None:
    """Nobody gets stuck between lines that begin at the same moment."""
    station.add_recording(ID, texts=("阀门。", "阀门。", "阀门。"), duration_s=0.0)
    await user.open(f"/transcript/{ID}?q=阀门")
    await sees(user, "3 / 3")
    for told in ("2 / 3", "1 / 3", "3 / 3"):
        tap(user, "Previous")
        await sees(user, told)


async def test_a_text_that_came_meanwhile_is_searched_too(
    user: User, station: FakeStation, went: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    """Where it has no such word any more, the page says so and leads nowhere."""
    station.add_recording(ID, texts=TEXTS)
    await user.open(f"/transcript/{ID}?q=阀门")
    await sees(user, "1 / 3")
    station.add_recording(ID, texts=("水泵漏水。",))
    station.changed()
    await sees(user, "Not in this text")
    with pytest.raises(AssertionError, match="switched off"):
        tap(user, "Next")
    tap_beside(only(user, FoundBar).default_slot.children[0], "Next")  # it was on its way
    assert ([], []) == (went, caplog.records)


async def test_a_search_is_put_away(user: User, station: FakeStation) -> None:
    """Its marks go, and it does not come back with the next text."""
    station.add_recording(ID, texts=TEXTS)
    await user.open(f"/transcript/{ID}?q=阀门")
    await sees(user, "1 / 3")
    tap(user, "End search")
    marks = found(user)
    await until(lambda: marks() == [()] * 4)
    await sees_no(user, "End search")
    station.add_recording(ID, texts=TEXTS[:2])
    station.changed()
    await until(lambda: marks() == [()] * 2)


async def test_nothing_is_marked_where_nothing_was_looked_for(
    user: User, station: FakeStation
) -> None:
    """A transcript that was opened by its title or from its end has no bar."""
    station.add_recording(ID, texts=TEXTS)
    await user.open(f"/transcript/{ID}")
    await until(lambda: found(user)() == [()] * 4)
    assert not only(user, FoundBar).visible
