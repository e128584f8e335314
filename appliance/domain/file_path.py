"""Names and paths of files as the system gives them: bytes, which need not be UTF-8.

Python puts half characters for what is none. Such text can be kept, but neither shown nor sent.
"""

import re
from typing import Final

from appliance.domain.stick_names import shown

_HALF: Final = re.compile("[\ud800-\udfff]")
_WRITTEN: Final = re.compile(rb"\\(?:x([0-9a-f]{2})|\\)")


def legible(text: str) -> str:
    """Return text that can be shown: names that Windows wrote in Chinese (GBK) are read as such.

    What else is no UTF-8 is written as on sticks; good text stays as it is.
    """
    return "/".join(_legible(name) if _HALF.search(name) else name for name in text.split("/"))


def written(path: bytes) -> str:
    r"""Write a path as text that can be sent: what would not show as ``\xNN``, ``\`` doubled."""
    return "/".join(map(shown, path.split(b"/")))


def read(text: str) -> bytes:
    """Return the path that `written` wrote."""
    return _WRITTEN.sub(
        lambda part: bytes.fromhex(part[1].decode()) if part[1] else b"\\",
        text.encode("utf-8", "surrogateescape"),
    )


def _legible(name: str) -> str:
    try:
        raw = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair, which no file system gives
        return _HALF.sub("\ufffd", name)
    try:
        return shown(raw.decode("gbk").encode())
    except UnicodeDecodeError:
        return shown(raw)
