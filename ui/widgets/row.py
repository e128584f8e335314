"""One line of a list: a file, a stick, a check."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from .touch import Sign, Words, tapped


class Row(ui.element):
    """Sign, what it is, more about it; the whole row leads on if it leads anywhere.

    ``with row.below:`` adds facts or a bar under the words, ``with row.end:`` buttons beside them.
    """

    def __init__(
        self,
        what: str,
        detail: str = "",
        sign: str = "",
        *,
        href: str = "",
        on_tap: Callable[[], Any] | None = None,
        classes: str = "",
    ) -> None:
        super().__init__("div")
        self.classes(f"row {classes}")
        with self:
            body = ui.element("a" if href else "button" if on_tap else "div").classes("row-body")
            self.end = ui.element("div").classes("row-end")
        if href:
            body.props["href"] = href
        elif on_tap is not None:
            tapped(body.props("type=button"), on_tap)
        with body:
            self.sign = Sign(sign or "later")
            self.sign.set_visibility(bool(sign))
            with ui.element("span").classes("words"):
                self.what = Words(what, classes="what")
                self.detail = Words(detail, classes="detail")
                self.below = ui.element("span").classes("facts")
            if href or on_tap:
                Sign("forward")
