r"""Names on a stick, written so that they can be shown, told apart and read back.

A name is bytes. What is no UTF-8, and what would not show or would play tricks on a terminal or
a page (control characters, line ends, marks that turn the direction of writing), is written byte
by byte as ``\xNN``; a backslash is doubled. The text can be turned back into the very bytes.
"""

import re
from typing import Final

Place = tuple[bytes, ...]
"""The names on the way from the root of a stick to a file or folder; never ``.`` or ``..``."""

NAME_LIMIT_BYTES: Final = 255

_PARTS: Final = re.compile(r"\\x([0-9a-f]{2})|\\(\\)|([^\\]+)", re.DOTALL)
_WIDE_SPACE: Final = "\u3000"
"""Chinese names hold it, though Python does not call it printable."""


class OddPathError(ValueError):
    """A text is no path as we write them."""


def shown(name: bytes) -> str:
    """Write one name."""
    return "".join(map(_shown, name.decode("utf-8", "surrogateescape")))


def shown_path(place: Place) -> str:
    """Write the way to a file."""
    return "/".join(map(shown, place))


def read_path(text: str) -> Place:
    """Read what `shown_path` wrote. Raises OddPathError for all else."""
    names = tuple(map(_read, text.split("/")))
    if shown_path(names) != text:
        raise OddPathError("it is not written as this program writes paths")
    return names


def _shown(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character.isprintable() or character == _WIDE_SPACE:
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))


def _read(text: str) -> bytes:
    name, end = b"", 0
    for part in _PARTS.finditer(text):
        if part.start() != end:
            break
        end = part.end()
        byte, backslash, plain = part.groups()
        if byte:
            name += bytes.fromhex(byte)
        else:
            name += _encoded(backslash or plain)
    if end != len(text):
        raise OddPathError("a backslash stands alone in it")
    if name in {b"", b".", b".."} or b"\0" in name or b"/" in name:
        raise OddPathError("it leads out of the stick, or nowhere")
    if len(name) > NAME_LIMIT_BYTES:
        raise OddPathError("a name in it is too long")
    return name


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:  # half a character, as only a program sends it
        raise OddPathError("it is no text") from error
