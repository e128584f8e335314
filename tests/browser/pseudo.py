"""A language that nobody speaks: every text 40 % longer, with accents, in brackets."""

import re

from babel.messages.catalog import Catalog

from ui.i18n import read_catalogue

GROWTH = 0.4
OPEN, CLOSE = "⟦", "⟧"
ACCENTED = "aeiouycdnszAEIOUYCDNSZ"
"""Letters that no text of that language has."""

_ACCENTS = str.maketrans(ACCENTED, "áéíóúýçđñšžÁÉÍÓÚÝÇĐÑŠŽ")
_PARTS = re.compile(r"(\{[^}]*\}|[A-Za-z]+)")


def pseudo_catalogue(_code: str) -> Catalog:
    """Return a catalogue with the messages of English, whatever language is asked for."""
    catalogue = Catalog(locale="en")
    for message in read_catalogue("en"):
        if message.id:
            catalogue.add(message.id, _all(message.id))
    return catalogue


def pseudo(text: str) -> str:
    """Make the words of a text longer, so that the whole grows by `GROWTH`; fields stay."""
    owed, parts = GROWTH * len(_PARTS.sub(_field_only, text)), []
    letters = sum(len(part) for part in _PARTS.findall(text) if not part.startswith("{"))
    for part in _PARTS.split(text):
        if part.startswith("{") or not part.isalpha():
            parts.append(part)
            continue
        more = round(owed * len(part) / letters)
        owed, letters = owed - more, letters - len(part)
        parts.append(part.translate(_ACCENTS) + "õ" * more)
    return f"{OPEN}{''.join(parts)}{CLOSE}"


def _field_only(part: re.Match[str]) -> str:
    return "" if part.group().startswith("{") else part.group()


def _all(texts: str | list[str] | tuple[str, ...]) -> str | tuple[str, ...]:
    return pseudo(texts) if isinstance(texts, str) else tuple(pseudo(text) for text in texts)
