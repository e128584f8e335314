"""One of the languages that are spoken, however many a model knows."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from nicegui import ui

from ..i18n import Language
from ..spoken_languages import USUAL
from .choice import Choice
from .touch import TouchButton, Words

MOST = 9
"""With more of them only the usual ones are shown at first."""


class LanguageChoice(ui.element):
    """``first`` and ``last`` are options around the languages, such as any or find out.

    A value that is none of the options is offered as well.
    """

    def __init__(
        self,
        language: Language,
        names: Mapping[str, str],
        value: str,
        on_change: Callable[[str], Any],
        *,
        label: str = "",
        hint: str = "",
        first: Mapping[str, str] | None = None,
        last: Mapping[str, str] | None = None,
        usual: Collection[str] = USUAL,
    ) -> None:
        """Show ``usual`` ones at once, all others when somebody wants more of them."""
        super().__init__("div")
        self.style("display: contents")
        self._language = language
        self._names = names
        self._value = value
        self._on_change = on_change
        _ = language
        self._label = label or _("Language")
        self._hint = hint
        self._first, self._last = first or {}, last or {}
        self._usual = usual
        self._build(is_whole=len(names) <= MOST)

    def show(self, value: str) -> None:
        """Show another language as chosen, without telling anybody."""
        if value != self._value:
            self._value = value
            self._build(is_whole=self._is_whole)

    def _build(self, *, is_whole: bool) -> None:
        _ = self._language
        self._is_whole = is_whole
        shown = {
            code: name for code, name in self._names.items() if is_whole or code in self._usual
        }
        if self._value not in {*self._first, *self._last, *shown}:
            shown[self._value] = _.spoken(self._value)
        options = {**self._first, **shown, **self._last}
        self.clear()
        with self:
            choice = Choice(self._label, options, self._value, self._choose)
            if self._hint:
                with choice:
                    Words(self._hint, classes="hint").move(choice, 1)
            if not is_whole:
                TouchButton(_("More languages"), "down", lambda: self._build(is_whole=True))

    def _choose(self, value: str) -> Any:
        self._value = value
        return self._on_change(value)
