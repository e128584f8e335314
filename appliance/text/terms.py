"""Hot words as clients send them, in one form."""

import json
import re
from collections.abc import Iterable
from typing import Final

_SEPARATORS: Final = re.compile(r"[,，、;；\n\r\t]+")

LONGEST_TERM: Final = 40
"""Characters; what is longer is a sentence and no term."""


def as_terms(given: str | Iterable[object] | None) -> tuple[str, ...]:
    """Return hot words given as a JSON list or object, as lines, with commas, or as a list.

    Spaces inside a term are kept. Empty, overlong and repeated ones are left out.
    """
    found: dict[str, None] = {}
    for one in _parts(given):
        term = " ".join(one.split())
        if term and len(term) <= LONGEST_TERM and term.isprintable():
            found.setdefault(term)
    return tuple(found)


def _parts(given: str | Iterable[object] | None) -> Iterable[str]:
    if given is None:
        return
    if not isinstance(given, str):
        for one in given:
            yield from _parts(one if isinstance(one, str) else str(one))
        return
    text = given.strip()
    if text[:1] in {"[", "{", '"'}:
        try:
            decoded = json.loads(text)
        except (ValueError, RecursionError):
            pass  # no JSON after all: a list with commas may begin with a bracket
        else:
            yield from _decoded(decoded)
            return
    yield from _SEPARATORS.split(text)


def _decoded(decoded: object) -> Iterable[str]:
    """Yield what a JSON value names: an object's keys are terms, its values their weights."""
    if isinstance(decoded, str):
        yield from _SEPARATORS.split(decoded)
    elif isinstance(decoded, dict):
        yield from (str(key) for key in decoded)
    elif isinstance(decoded, list):
        for one in decoded:
            yield from _decoded(one)
