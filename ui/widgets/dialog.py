"""A sheet over the page that stays until somebody is through with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from nicegui import ui

from .touch import Sign, Words

_numbers = count(1)


class Dialog:
    """A sheet with heading, body and actions.

    For example::

        with dialog.filled("stick", _("Export to a stick")):
            Words(_("Which stick?"))
            with dialog.actions():
                TouchButton(_("Cancel"), "close", dialog.close)
        dialog.open()

    A tap beside it does not close it: gloves tap beside things.
    """

    def __init__(self) -> None:
        heading_id = f"heading-{next(_numbers)}"
        self._heading_id = heading_id
        with ui.dialog().props("persistent no-route-dismiss transition-duration=0") as self._dialog:
            self._sheet = ui.element("div").classes("sheet")
        # Quasar's own element around the sheet has the role of a dialog already.
        self._dialog.props(f"aria-labelledby={heading_id}")
        self.filling = 0
        """How often it was filled: whoever waited closes only what was filled before."""

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen."""
        return bool(self._dialog.value)

    def open(self) -> None:
        """Show it with what it was filled with last."""
        self._dialog.open()

    def close(self) -> None:
        """Take it away; what it was filled with stays in it."""
        self._dialog.close()

    def close_filling(self, filling: int) -> None:
        """Take it away unless it was filled anew since."""
        if filling == self.filling:
            self._dialog.close()

    @contextmanager
    def filled(self, sign: str, heading: str) -> Iterator[None]:
        """Fill it anew: the block builds what is under the heading."""
        self.filling += 1
        self._sheet.clear()
        with self._sheet:
            with ui.element("h2").classes("heading").props(f"id={self._heading_id}"):
                Sign(sign)
                Words(heading)
            yield

    @contextmanager
    def actions(self) -> Iterator[None]:
        """Build the buttons at the foot of it."""
        with ui.element("div").classes("actions"):
            yield
