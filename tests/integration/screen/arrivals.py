"""What the screen tells of a stick that is plugged in, and whether it offers a sheet."""

import asyncio
import re

from nicegui import ui
from nicegui.testing.user import User

from tests.integration.screen.person import only, until
from ui.widgets import stick_arrival, stick_watch
from ui.widgets.toast import Toast

TOLD = "Stick KINGSTON is plugged in."
OFFERED = "Stick plugged in: KINGSTON"


def at_rest(user: User, *, is_at_rest: bool = True) -> None:
    """Have the browser say whether a sheet is open or somebody types."""
    user.javascript_rules[re.compile(re.escape(stick_arrival.AT_REST))] = lambda _: is_at_rest


def said(user: User) -> str:
    """Return what the toast says."""
    return str(only(user, Toast).props["shown"]["what"])


def ways(user: User) -> list[str]:
    """Return where the rows of the sheet lead."""
    return [
        body.props["href"]
        for dialog in user.find(ui.dialog).elements
        if dialog.value
        for body in dialog.descendants()
        if "row-body" in body.classes
    ]


async def settled() -> None:
    """Wait until the page has looked at the sticks, and nothing is being offered."""
    await asyncio.sleep(5 * stick_watch.LOOK_S)
    await until(
        lambda: not any(task.get_name() == stick_arrival.OFFER for task in asyncio.all_tasks())
    )
