"""Which parts of a text on the screen are the program's own: what the catalogue holds. Pure."""

import re
from collections.abc import Iterable
from typing import Final

BLOCK: Final = "█"
"""Stands for each character that is not ours."""

FIGURES: Final = frozenset(
    {
        *("available", "count", "days", "degrees", "free", "hours", "least", "length", "level"),
        *("minutes", "moment", "most", "needed", "number", "peak", "percent", "port"),
        *("position", "room", "seconds", "size", "speed", "total"),
    }
)
"""Fields that the box fills with figures of its own; every other field may hold what people said,
named or typed."""

SHORTEST: Final = 8
"""Letters of its own that a message has before its words are kept around a field that is not.

A Chinese character says as much as two."""

FIELD: Final = re.compile(r"\{(\w+)(?::[^}]*)?\}")
"""Where a message is filled in; its name is the first group."""

_WIDE: Final = re.compile(r"[\u2e80-\U0010ffff]")
_FIGURE: Final = re.compile(r"[-+−]?\d{1,6}([.:]\d{1,3}){0,2}( [kMG]B)?")
_BETWEEN: Final = re.compile(r"( · |(?<=[.!?])\s+|(?<=[。！？]))")
"""Where the screen puts one text after another: facts, and sentences."""


class OwnWords:
    """The texts of one language of the screen."""

    def __init__(self, texts: Iterable[str]) -> None:
        """``texts`` are the translations, with their fields."""
        known = set(texts)
        self._whole = {text for text in known if not FIELD.search(text)}
        patterns = [_Pattern(text) for text in known - self._whole]
        self._patterns = sorted(patterns, key=lambda pattern: pattern.letters, reverse=True)

    def masked(self, text: str) -> str:
        """Return the text, as long as it was, with blocks for everything that is not ours."""
        core = text.strip()
        if not core:
            return text
        kept = self._kept(core)
        if kept is None:
            parts = _BETWEEN.split(core)
            own = [self._kept(part) for part in parts[::2]]
            if any(own):
                parts[::2] = [
                    mine or BLOCK * len(part) for mine, part in zip(own, parts[::2], strict=True)
                ]
                kept = "".join(parts)
        start = text.index(core)
        return text[:start] + (kept or BLOCK * len(core)) + text[start + len(core) :]

    def _kept(self, text: str) -> str | None:
        if text in self._whole:
            return text
        for pattern in self._patterns:
            fields = pattern.fields(text)
            if fields is not None:
                shown = [self._field(name, value) for name, value in fields]
                if pattern.letters >= SHORTEST or all(BLOCK not in value for value in shown):
                    return pattern.filled(shown)
        return None

    def _field(self, name: str, value: str) -> str:
        if name in FIGURES:
            kept = value if _FIGURE.fullmatch(value) else self._kept(value)
            if kept is not None and BLOCK not in kept:
                return kept
        return BLOCK * len(value)


class _Pattern:
    """A text with fields. Looks for its own parts one after the other, in linear time."""

    def __init__(self, text: str) -> None:
        parts = FIELD.split(text)
        self._own, self._names = parts[::2], parts[1::2]
        self.letters = sum(len(_WIDE.sub("ab", part.strip())) for part in self._own)

    def fields(self, text: str) -> list[tuple[str, str]] | None:
        """Return names and values of the fields, none of them empty; None for another text."""
        first, *between, last = self._own
        end = len(text) - len(last)
        if not (text.startswith(first) and text.endswith(last)):
            return None
        at, values = len(first), []
        for part in between:
            place = text.find(part, at + 1, end)
            if place < 0:
                return None
            values.append(text[at:place])
            at = place + len(part)
        values.append(text[at:end] if at < end else "")
        return [*zip(self._names, values, strict=True)] if all(values) else None

    def filled(self, values: Iterable[str]) -> str:
        """Return the text with these in its fields."""
        first, *others = self._own
        return first + "".join(value + own for value, own in zip(values, others, strict=True))
