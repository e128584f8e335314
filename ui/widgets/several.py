"""Some of a few: all of them to be seen, any of them chosen."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from .touch import Sign, Words, tapped


class Several(ui.element):
    """A labelled group of options to be ticked; ``least`` of them always stay."""

    def __init__(
        self,
        label: str,
        options: Mapping[str, str],
        chosen: Collection[str],
        on_change: Callable[[tuple[str, ...]], Any],
        *,
        least: int = 1,
    ) -> None:
        super().__init__("div")
        self._chosen = set(chosen)
        self._on_change = on_change
        self._least = least
        self._options: dict[str, tuple[ui.element, Sign]] = {}
        self.classes("setting")
        with self:
            Words(label, classes="label")
            group = ui.element("div").classes("options").props("role=group")
        group.props["aria-label"] = label
        with group:
            for option, words in options.items():
                button = ui.element("button").classes("option").props("type=button role=checkbox")
                tapped(button, partial(self._tapped, option))
                with button:
                    sign = Sign("unchecked")
                    Words(words)
                self._options[option] = (button, sign)
        self._draw()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen ones, in the order of the options."""
        return tuple(option for option in self._options if option in self._chosen)

    def _tapped(self, option: str) -> Any:
        wanted = self._chosen ^ {option}
        if len(wanted) < self._least:
            return None
        self._chosen = wanted
        self._draw()
        return self._on_change(self.chosen)

    def _draw(self) -> None:
        for option, (button, sign) in self._options.items():
            is_chosen = option in self._chosen
            button.props(f"aria-checked={'true' if is_chosen else 'false'}")
            sign.show("checked" if is_chosen else "unchecked")
