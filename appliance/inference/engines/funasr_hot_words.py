"""Hot words as FunASR's models take them.

SeACo-Paraformer splits one string on spaces, fetches it if it begins with ``http`` and reads a
file if it ends with ``.txt``; Fun-ASR-Nano puts a list into its prompt.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

_SEPARATORS: Final = re.compile(r"[,，、;；\n\r\t]+")
_TAG: Final = re.compile(r"<\|.*?\|>")
_FETCHED: Final = ("http", "ftp:", "oss:", "s3:")
_READ: Final = ".txt"


def normalised(terms: Iterable[str]) -> tuple[str, ...]:
    """Return single terms, each once; lists in JSON and with commas are taken apart.

    What FunASR would fetch or read instead of taking it as a word is left out.
    """
    found = {" ".join(_TAG.sub("", term).split()): None for text in terms for term in _parts(text)}
    return tuple(term for term in found if term and not _is_place(term))


def joined(terms: Iterable[str]) -> str:
    """Return them as SeACo-Paraformer wants them; a term with a space becomes two."""
    return " ".join(normalised(terms))


def _parts(text: str) -> Iterator[str]:
    stripped = text.strip()
    if stripped[:1] in ("[", "{"):
        try:
            listed = json.loads(stripped)
        except ValueError:
            listed = [stripped.strip("[]{}").replace('"', "").replace("'", "")]
        stripped = ",".join(str(part) for part in listed)
    yield from _SEPARATORS.split(stripped)


def _is_place(term: str) -> bool:
    return any(
        part.startswith(_FETCHED) or part.endswith(_READ) for part in term.lower().split(" ")
    )
