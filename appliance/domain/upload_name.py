"""The name that a browser gives to a file: shown to people, never used as a path."""

from pathlib import PurePosixPath
from typing import Final

from appliance.domain.stick_names import shown

TITLE_CHARACTERS: Final = 200
SUFFIX_CHARACTERS: Final = 20
NAMELESS: Final = "audio"


def upload_name(told: str) -> str:
    """Return what is shown: without folders, tricks of writing and endless length."""
    last = PurePosixPath(told.replace("\\", "/")).name
    name = PurePosixPath(shown(last.encode("utf-8", "replace")))
    return f"{name.stem[:TITLE_CHARACTERS]}{name.suffix[:SUFFIX_CHARACTERS]}".strip() or NAMELESS
