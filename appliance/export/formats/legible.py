"""Text without what documents cannot hold."""

import re
from typing import Final

_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_HALVES: Final = re.compile("[\ud800-\udfff]")

REPLACEMENT: Final = "\ufffd"


def one_line(text: str) -> str:
    """Return the text on one line, with single spaces and without control characters."""
    return _UNFIT.sub(REPLACEMENT, " ".join(text.split()))


def printable(text: str) -> str:
    """Replace control characters except tab and line ends."""
    return _UNFIT.sub(REPLACEMENT, text)


def whole(text: str) -> str:
    """Replace halves of surrogate pairs, which UTF-8 cannot hold."""
    return _HALVES.sub(REPLACEMENT, text)
