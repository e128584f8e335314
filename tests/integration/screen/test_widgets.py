"""Widgets as somebody uses them, on the page that shows them all: mostly its messages."""

import pytest
from nicegui.testing.user import User

from tests.integration.screen.person import Kind, dispatch, sees, tap, tap_close, tap_undo, until
from ui.appearance import Theme
from ui.widgets.choice import Choice
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.slider import Slider
from ui.widgets.switch import Switch
from ui.widgets.text_field import TextField
from ui.widgets.toast import Toast
from ui.widgets.touch import Words


@pytest.fixture
def has_gallery() -> bool:
    """Show it."""
    return True


@pytest.fixture
async def user(user: User) -> User:
    """Return somebody who looks at the messages."""
    await user.open("/gallery?group=messages")
    return user


def every(user: User, kind: type[Kind]) -> list[Kind]:
    """Return all elements of a kind."""
    assert user.client is not None
    return [item for item in user.client.elements.values() if isinstance(item, kind)]


def shown(user: User) -> dict[str, object]:
    """Return what the toast shows."""
    (toast,) = every(user, Toast)
    found = toast.props["shown"]
    assert isinstance(found, dict)
    return found


async def test_one_option_of_a_choice_is_chosen(user: User) -> None:
    """A tap chooses; a screen reader hears which one it is."""
    await user.open("/gallery?group=controls")
    colours = every(user, Choice)[0]
    assert Theme.LIGHT == colours.value
    tap(user, "Dark")
    assert Theme.DARK == colours.value
    checked = [
        option.props["aria-checked"]
        for option in colours.descendants()
        if "aria-checked" in option.props
    ]
    assert ["false", "true", "false"] == checked


async def test_a_switch_says_what_it_is(user: User) -> None:
    """By word and for screen readers; switched off it cannot be tapped."""
    await user.open("/gallery?group=controls")
    switch = every(user, Switch)[1]
    assert "false" == switch.props["aria-checked"]
    dispatch(switch, "click", [])
    assert switch.is_on
    assert "true" == switch.props["aria-checked"]
    assert "true" == every(user, Switch)[2].props["aria-disabled"]


async def test_a_slider_keeps_within_its_ends(user: User) -> None:
    """Whatever a browser sends."""
    await user.open("/gallery?group=controls")
    slider = every(user, Slider)[0]
    for sent, kept in ((1.25, 1.25), (99, 2.0), (-1, 0.0)):
        dispatch(slider, "change", sent)
        assert kept == slider.value
    slider.show(0.5)
    assert 0.5 == slider.props["value"]


async def test_a_field_tells_what_was_typed(user: User) -> None:
    """Once for each change, never more than it may hold, and an error below it."""
    told: list[str] = []
    entered: list[str] = []
    assert user.client is not None
    with user.client:
        field = TextField("Name", told.append, longest=5, on_enter=entered.append)
    dispatch(field, "change", "one")
    dispatch(field, "change", "one")
    dispatch(field, "enter", "one-two-three")
    assert (["one"], ["one-t"], "one-t") == (told, entered, field.value)
    field.fail("Too long.")
    assert "Too long." == field.props["error"]


async def test_a_bar_tells_its_share(user: User) -> None:
    """In words and for screen readers; unknown is no number."""
    bar = every(user, ProgressBar)[1]

    def said() -> list[str]:
        return [words.text for words in bar.descendants() if isinstance(words, Words)]

    assert "62 %" in said()
    bar.show(1.7)
    assert "100 %" in said()
    bar.show(None, "Waiting")
    assert not any("%" in words for words in said())
    (inner,) = (item for item in bar.descendants() if item.props.get("role") == "progressbar")
    assert "aria-valuenow" not in inner.props
    assert "Waiting" == inner.props["aria-label"]


async def test_what_was_done_can_be_undone(user: User) -> None:
    """From the toast, also on the page that one is led to."""
    tap(user, "Toast + undo")
    assert ("Deleted", True) == (shown(user)["what"], shown(user)["undo"])
    await user.open("/")
    assert ("Deleted", True) == (shown(user)["what"], shown(user)["undo"])
    tap_undo(user)
    assert "" == shown(user)["what"]


async def test_an_undo_comes_back_from_behind_another_message(user: User) -> None:
    """When that one is over; the end of one that is no longer there ends nothing."""
    tap(user, "Toast + undo")
    tap(user, "Toast")
    assert False is shown(user)["undo"]
    over = shown(user)["number"]
    (toast,) = every(user, Toast)
    dispatch(toast, "over", over)
    assert ("Deleted", True) == (shown(user)["what"], shown(user)["undo"])
    dispatch(toast, "over", over)
    dispatch(toast, "over", shown(user)["number"])
    assert ("Deleted", True) == (shown(user)["what"], shown(user)["undo"])


async def test_a_message_that_is_closed_is_hidden_here_alone(user: User) -> None:
    """What was done can still be undone on another page; closed twice is closed."""
    tap(user, "Toast + undo")
    for _time in range(2):
        tap_close(user)
        assert "" == shown(user)["what"]
    await user.open("/")
    assert ("Deleted", True) == (shown(user)["what"], shown(user)["undo"])


async def test_what_is_announced_stays_in_sight(user: User) -> None:
    """Closed it is folded and counts on; behind something newer it comes back, folded as before."""
    tap(user, "Toast: later")
    assert (True, False) == (shown(user)["stays"], shown(user)["folded"])
    tap_close(user)
    assert (True, True, True) == tuple(shown(user)[key] for key in ("undo", "stays", "folded"))
    tap(user, "Toast + undo")
    assert (True, False, False) == tuple(shown(user)[key] for key in ("undo", "stays", "folded"))
    tap_close(user)
    assert (True, True, True) == tuple(shown(user)[key] for key in ("undo", "stays", "folded"))
    tap_undo(user)
    await until(lambda: shown(user)["what"] == "")


async def test_a_tap_hits_the_message_that_was_tapped(user: User) -> None:
    """Another one came while the tap was on its way: that one stays, and the tapped one is over."""
    (toast,) = every(user, Toast)
    tap(user, "Toast + undo")
    tapped = shown(user)["number"]
    tap(user, "Toast + undo")
    newer = shown(user)["number"]
    dispatch(toast, "close", tapped)
    assert newer == shown(user)["number"]
    dispatch(toast, "undo", tapped)
    assert "This can be undone no longer." == shown(user)["what"]
    tap_close(user)
    assert (newer, True) == (shown(user)["number"], shown(user)["undo"])
    tap_undo(user)
    await until(lambda: "Undone" == shown(user)["what"])


async def test_a_deed_that_waits_is_undone_behind_a_newer_message(user: User) -> None:
    """It was tapped before that one came."""
    (toast,) = every(user, Toast)
    tap(user, "Toast: later")
    tapped = shown(user)["number"]
    tap(user, "Toast + undo")
    newer = shown(user)["number"]
    dispatch(toast, "undo", tapped)
    assert newer == shown(user)["number"]
    assert not toast._offers.is_announced("gallery")


async def test_an_alarm_comes_back_until_somebody_has_read_it(user: User) -> None:
    """Whatever lay over it: what was done, what can be undone; told twice it is read once."""
    (toast,) = every(user, Toast)
    for _time in range(2):
        tap(user, "Toast: error")
    tap(user, "Toast")
    assert "check" == shown(user)["sign"]
    dispatch(toast, "over", shown(user)["number"])
    assert "warning" == shown(user)["sign"]
    tap(user, "Toast + undo")
    assert "check" == shown(user)["sign"]
    tap_close(user)
    assert "warning" == shown(user)["sign"]
    tap_close(user)
    assert "" == shown(user)["what"]


async def test_an_undo_that_fails_is_told(user: User) -> None:
    """What happened and what to do next, until somebody has read it."""
    tap(user, "Toast + undo!")
    tap_undo(user)
    await until(lambda: shown(user).get("sign") == "warning")
    assert "Make room or take another stick, then export again." == shown(user)["next"]
    tap_close(user)
    assert "" == shown(user)["what"]


async def test_a_dialog_opens_and_closes(user: User) -> None:
    """With its heading."""
    tap(user, "Dialog")
    await sees(user, "Exporting. Leave the stick in.")
    tap(user, "Done")
