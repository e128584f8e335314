"""What somebody who uses the screen sees and does."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
from nicegui import Client, ui
from nicegui.testing.user import User

from tests.fakes.offers import end_newest
from tests.fakes.station import FakeStation
from ui.widgets.pin_keys import PinKeys
from ui.widgets.text_field import TextField
from ui.widgets.toast import Toast
from ui.widgets.touch import TouchButton, Words

ID = "20250512-093000-a1b2"
Kind = TypeVar("Kind", bound=ui.element)

RETRIES = 40
"""Of a tenth of a second each."""


async def sees(user: User, text: str) -> None:
    """Wait until the page shows a text."""
    await user.should_see(text, retries=RETRIES)


async def sees_no(user: User, text: str) -> None:
    """Wait until the page shows a text no longer."""
    await user.should_not_see(text, retries=RETRIES)


def tap(user: User, words: str) -> None:
    """Tap the button with these words."""
    assert user.client is not None
    found = [
        element
        for element in user.client.elements.values()
        if isinstance(element, Words) and element.text == words and element.visible
    ]
    assert found, f"nothing says {words}"
    for ancestor in (each for one in found for each in one.ancestors(include_self=True)):
        if ancestor.tag == "button":
            assert "aria-disabled" not in ancestor.props, f"{words} is switched off"
            dispatch(ancestor, "click", [])
            return
    pytest.fail(f"{words} is no button")


def tap_beside(element: ui.element, words: str) -> None:
    """Tap a button of the sheet in which an element stands."""
    assert element.parent_slot is not None
    buttons = (
        item for item in element.parent_slot.parent.descendants() if isinstance(item, TouchButton)
    )
    dispatch(next(item for item in buttons if item.words.text == words), "click", [])


def dispatch(element: ui.element, event: str, args: object) -> None:
    """Send an event as the browser would."""
    for listener in list(element._event_listeners.values()):
        if listener.type == event:
            element._handle_event({"listener_id": listener.id, "args": args})


def fields(user: User) -> dict[str, TextField]:
    """Return the fields of the page by their labels."""
    return {field.props["label"]: field for field in user.find(TextField).elements}


def only(user: User, kind: type[Kind]) -> Kind:
    """Return the one element of a kind."""
    assert user.client is not None
    (element,) = (item for item in user.client.elements.values() if isinstance(item, kind))
    return element


def tap_undo(user: User) -> None:
    """Tap the undo of the message that is shown."""
    toast = only(user, Toast)
    dispatch(toast, "undo", toast.props["shown"]["number"])


def tap_close(user: User) -> None:
    """Close the message that is shown."""
    toast = only(user, Toast)
    dispatch(toast, "close", toast.props["shown"]["number"])


async def enter(user: User, pin: str) -> None:
    """Enter a PIN on the pad."""
    await until(
        lambda: bool(
            user.client
            and any(
                isinstance(item, PinKeys) and not item.props["busy"]
                for item in user.client.elements.values()
            )
        )
    )
    dispatch(only(user, PinKeys), "enter", pin)


def go_away(client: Client) -> None:
    """Have the browser go away; it may come back."""
    for socket in list(client._socket_to_document_id):
        client.handle_disconnect(socket)


def time_is_over(user: User) -> None:
    """Have the time be over in which the newest deed could be undone."""
    end_newest(only(user, Toast)._offers)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that no page shows."""
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.01)


async def plug(station: FakeStation, *sticks: object) -> None:
    """Have these sticks in, and nothing else."""
    await until(lambda: bool(station.listeners))
    station.plugged = sticks  # type: ignore[assignment] # volumes
    station.changed()


def goes_on(name: str) -> bool:
    """Tell whether work that is called so goes on."""
    return any(task.get_name().startswith(name) for task in asyncio.all_tasks())
