"""The zip file of a Word document with the same bytes every time."""

import io
import zipfile
from typing import Final

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""Zip knows no earlier time, and the true one would make every export different."""

_UNIX: Final = 3


def settled(document: bytes) -> bytes:
    """Write the archive again with its parts in their order and without times."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as parts, zipfile.ZipFile(written, "w") as archive:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, date_time=_EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            archive.writestr(entry, parts.read(name), compresslevel=6)
    return written.getvalue()
