"""On or off."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from ..i18n import Language
from .touch import Words, set_flag, tapped


class Switch(ui.element):
    """The whole row is the target; a word beside the switch says what it is now."""

    def __init__(
        self,
        language: Language,
        label: str,
        on_change: Callable[[bool], Any],
        *,
        is_on: bool = False,
        hint: str = "",
    ) -> None:
        super().__init__("button")
        self._language = language
        self._on_change = on_change
        self._is_on = is_on
        self.classes("switch").props("type=button role=switch")
        with self:
            with ui.element("span").classes("words"):
                Words(label, classes="label")
                if hint:
                    Words(hint, classes="hint")
            self._state = Words(classes="state")
            with ui.element("span").classes("track").props("aria-hidden=true"):
                ui.element("span").classes("knob")
        tapped(self, self._tapped)
        self._draw()

    @property
    def is_on(self) -> bool:
        """Whether it is on."""
        return self._is_on

    def show(self, *, is_on: bool) -> None:
        """Show it on or off, without telling anybody."""
        if is_on != self._is_on:
            self._is_on = is_on
            self._draw()

    def enable(self, *, enabled: bool = True) -> None:
        """Let it be tapped, or not."""
        set_flag(self, "aria-disabled", on=not enabled)

    def _tapped(self) -> Any:
        self.show(is_on=not self._is_on)
        return self._on_change(self._is_on)

    def _draw(self) -> None:
        _ = self._language
        self.props(f"aria-checked={'true' if self._is_on else 'false'}")
        self._state.set_text(_("On") if self._is_on else _("Off"))
