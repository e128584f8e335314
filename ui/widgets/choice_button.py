"""A large button of a sheet: a sign, what it is, and what is worth knowing about it."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from .touch import Sign, Words, tapped


class ChoiceButton(ui.element):
    """Is tapped to go on with what it names."""

    def __init__(
        self,
        sign: str,
        what: str,
        detail: str,
        on_tap: Callable[[], Awaitable[None] | None],
        *,
        deed: str = "",
    ) -> None:
        """``deed`` says what a tap does, where nothing else can be chosen."""
        super().__init__("button")
        self.classes("tap choice").props("type=button")
        tapped(self, on_tap)
        with self:
            Sign(sign)
            with ui.element("span"):
                self._deed = Words(deed, classes="deed")
                Words(what, classes="what")
                self._detail = Words(detail)

    def show(self, detail: str, deed: str) -> None:
        """Tell something else about it; it stays under the finger."""
        self._detail.set_text(detail)
        self._deed.set_text(deed)
