"""A text being rewritten rule by rule; what one rule settled is hidden from the next."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

HIDDEN: Final = "\ue000"
"""Stands for every hidden character: of private use, so that no rule looks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """``before`` stands at ``start`` of the text as it came in."""

    start: int
    before: str
    after: str
    cause: str


@dataclass(frozen=True, slots=True)  # positional: rules are written as tables
class Rule:
    """Everything that matches ``pattern`` becomes what ``write`` returns; None leaves it."""

    cause: str
    pattern: re.Pattern[str]
    write: Callable[[re.Match[str]], str | None]


class Draft:
    """See the module."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.shown = text
        """As rules see it."""

        self._edits: list[Edit] = []

    def hide(self, start: int, end: int) -> None:
        """Keep a place as it is."""
        self.shown = self.shown[:start] + HIDDEN * (end - start) + self.shown[end:]

    def apply(self, rule: Rule) -> None:
        """Settle all places that a rule has something to say about."""
        for match in rule.pattern.finditer(self.shown):
            after = rule.write(match)
            if after is None:
                continue
            start, end = match.span()
            before = self.text[start:end]
            if after != before:
                self._edits.append(Edit(start=start, before=before, after=after, cause=rule.cause))
            self.hide(start, end)

    def edits(self) -> Iterator[Edit]:
        """Yield the edits from the last place to the first, so that they can be applied so."""
        yield from sorted(self._edits, key=lambda edit: -edit.start)
