"""A field for words."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from nicegui import events, ui

from .touch import apart_ms


class TextField(ui.element, component="text_field.js"):
    """Label above, hint and error below. It holds a plain ``input.field`` or ``textarea.field``.

    ``on_change`` hears the text when the typing rests, and at once when the field is left or
    Enter is tapped; ``on_enter`` hears of that tap (with one line only).
    """

    def __init__(
        self,
        label: str,
        on_change: Callable[[str], Any] | None = None,
        *,
        value: str = "",
        hint: str = "",
        placeholder: str = "",
        lines: int = 1,
        longest: int = 1000,
        is_secret: bool = False,
        input_mode: str = "text",
        sign: str = "",
        draft: str = "",
        draft_words: Mapping[str, str] | None = None,
        is_first: bool = False,
        on_enter: Callable[[str], Any] | None = None,
    ) -> None:
        """Under the name ``draft`` what is typed outlives a reload of the page until ``forget``.

        ``draft_words`` are said instead of the hint where it did; it is not in the field where that
        holds another value than then by now. ``is_first`` has the sheet that it stands in open with
        the focus in it.
        """
        super().__init__()
        self._on_change = on_change
        self._on_enter = on_enter
        self._value = value
        self._longest = longest
        self.props.update(
            {
                "label": label,
                "hint": hint,
                "error": "",
                "value": value,
                "placeholder": placeholder,
                "lines": lines,
                "longest": longest,
                "kind": "password" if is_secret else "text",
                "mode": input_mode,
                "sign": sign,
                "draft": draft,
                "words": dict(draft_words or {}),
                "apart": apart_ms(),
                "first": is_first,
            }
        )
        self.on("change", self._changed)
        self.on("enter", self._entered)

    @property
    def value(self) -> str:
        """What stands in it, as far as the station has heard."""
        return self._value

    def show(self, value: str) -> None:
        """Put another text into it, without telling anybody."""
        self._value = self.props["value"] = value
        self.run_method("put", value)

    def forget(self) -> None:
        """Have the browser forget what was typed: it is kept, or nobody wants it."""
        name = json.dumps(self.props["draft"])
        # Of the page, not of the element: its sheet may be closed by now.
        self.client.run_javascript(
            f"sessionStorage.removeItem(`tingxia-draft ${{location.pathname}} ${{{name}}}`)"
        )

    def fail(self, error: str) -> None:
        """Say below it what is wrong and what to do; nothing takes it away."""
        if error != self.props["error"]:
            self.props["error"] = error
            self.update()

    def _hear(self, event: events.GenericEventArguments) -> bool:
        value = str(event.args)[: self._longest]
        is_new = value != self._value
        self._value = self.props["value"] = value
        return is_new

    def _changed(self, event: events.GenericEventArguments) -> Any:
        if self._hear(event) and self._on_change is not None:
            return self._on_change(self._value)
        return None

    def _entered(self, event: events.GenericEventArguments) -> Any:
        self._hear(event)
        return self._on_enter(self._value) if self._on_enter is not None else None
