"""The smallest pieces: a sign, words, a button for gloves."""

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from ..second_tap import BOUNCE_S, SAME_TOUCH_S
from ..signs import SIGNS


class Words(TextElement):
    """A run of text; told again only when it changes."""

    def __init__(self, text: str = "", *, classes: str = "") -> None:
        super().__init__(tag="span", text=text)
        self.classes(f"words {classes}")


class Sign(ui.element):
    """A drawn sign; always beside words, so it says nothing by itself to a screen reader."""

    def __init__(self, name: str) -> None:
        super().__init__("span")
        self._name = name
        self.classes(f"sign sign-{_known(name)}").props("aria-hidden=true")

    def show(self, name: str) -> None:
        """Show another sign."""
        if name != self._name:
            self.classes(remove=f"sign-{self._name}", add=f"sign-{_known(name)}")
            self._name = name


class TouchButton(ui.element):
    """A button with a sign and words, large enough for a glove.

    The browser shows it pressed before the station hears of it. One that ``is_repeated`` is meant
    to be tapped many times in a row.
    """

    def __init__(
        self,
        text: str,
        sign: str = "",
        on_tap: Callable[..., Any] | None = None,
        *,
        classes: str = "",
        is_repeated: bool = False,
    ) -> None:
        super().__init__("button")
        self.classes(f"tap {classes}").props("type=button")
        with self:
            self.sign = Sign(sign or "later")
            self.sign.set_visibility(bool(sign))
            self.words = Words(text)
        if on_tap is not None:
            tapped(self, on_tap, is_repeated=is_repeated)

    def enable(self, *, enabled: bool = True) -> None:
        """Let it be tapped, or not."""
        set_flag(self, "aria-disabled", on=not enabled)


def tapped(element: ui.element, deed: Callable[..., Any], *, is_repeated: bool = False) -> None:
    """Do ``deed`` when it is tapped; the browser drops what second_tap.py calls the same touch."""
    part_touches(element, is_repeated=is_repeated)
    element.on("click", deed, [])


def part_touches(place: ui.element, *, is_repeated: bool = False) -> None:
    """Take all that is in ``place`` for one: of the clicks of a touch the first alone is heard."""
    place.props["data-apart-ms"] = apart_ms(is_repeated=is_repeated)


def apart_ms(*, is_repeated: bool = False) -> int:
    """Return how long nothing must touch a place until a contact is another touch."""
    return round(1000 * (BOUNCE_S if is_repeated else SAME_TOUCH_S))


def set_flag(element: ui.element, name: str, *, on: bool) -> None:
    """Set or remove an attribute; the browser hears of it only if it changes.

    A button is switched off with ``aria-disabled``, for Quasar fades ``disabled`` below the
    contrast that text needs.
    """
    if on and name not in element.props:
        element.props[name] = "true"
        element.update()
    elif not on and name in element.props:
        del element.props[name]
        element.update()


def _known(name: str) -> str:
    if name not in SIGNS:
        msg = f"there is no sign {name}"
        raise ValueError(msg)
    return name
