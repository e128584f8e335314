"""One of the languages that are spoken, however many a model knows."""

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui

from ..i18n import Language
from ..spoken_languages import USUAL
from .choice import Choice
from .touch import TouchButton

MOST = 9
"""With more of them only the usual ones are shown at first."""


class LanguageChoice(ui.element):
    """``first`` and ``last`` are options around the languages, such as any or find out."""

    def __init__(
        self,
        language: Language,
        names: Mapping[str, str],
        value: str,
        on_change: Callable[[str], Any],
        *,
        first: Mapping[str, str],
        last: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__("div")
        self.style("display: contents")
        self._language = language
        self._names = names
        self._value = value
        self._on_change = on_change
        self._first, self._last = first, last or {}
        self._build(is_whole=len(names) <= MOST)

    def _build(self, *, is_whole: bool) -> None:
        _ = self._language
        shown = {code: name for code, name in self._names.items() if is_whole or code in USUAL}
        if self._value not in {*self._first, *self._last, *shown}:
            shown[self._value] = _.spoken(self._value)
        options = {**self._first, **shown, **self._last}
        self.clear()
        with self:
            Choice(_("Language"), options, self._value, self._choose)
            if not is_whole:
                TouchButton(_("More languages"), "down", lambda: self._build(is_whole=True))

    def _choose(self, value: str) -> Any:
        self._value = value
        return self._on_change(value)
