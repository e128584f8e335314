"""One of a few: all of them to be seen, one of them chosen."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from .touch import Sign, Words


class Choice(ui.element):
    """A labelled group of options. Short ones stand in a row, those with a hint in a list."""

    def __init__(
        self,
        label: str,
        options: Mapping[str, str],
        value: str,
        on_change: Callable[[str], Any],
        *,
        hints: Mapping[str, str] | None = None,
        is_list: bool = False,
    ) -> None:
        super().__init__("div")
        self._value = value
        self._on_change = on_change
        self._options: dict[str, tuple[ui.element, Sign]] = {}
        is_list = is_list or bool(hints)
        self.classes("setting")
        with self:
            Words(label, classes="label")
            group = ui.element("div").classes("options list" if is_list else "options")
        group.props("role=radiogroup")
        group.props["aria-label"] = label
        with group:
            for option, words in options.items():
                self._add(option, words, (hints or {}).get(option, ""))
        self._draw()

    @property
    def value(self) -> str:
        """The option that is chosen."""
        return self._value

    def show(self, value: str) -> None:
        """Show another option as chosen, without telling anybody."""
        if value != self._value:
            self._value = value
            self._draw()

    def _add(self, option: str, words: str, hint: str) -> None:
        button = ui.element("button").classes("option").props("type=button role=radio")
        button.on("click", partial(self._choose, option), [])
        with button:
            sign = Sign("later")
            with ui.element("span").classes("words"):
                Words(words, classes="what")
                if hint:
                    Words(hint, classes="hint")
        self._options[option] = (button, sign)

    def _choose(self, option: str) -> Any:
        if option == self._value:
            return None
        self.show(option)
        return self._on_change(option)

    def _draw(self) -> None:
        for option, (button, sign) in self._options.items():
            is_chosen = option == self._value
            button.props(f"aria-checked={'true' if is_chosen else 'false'}")
            sign.show("check" if is_chosen else "later")
