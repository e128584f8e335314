"""The words that a log may hold: those of our own program and of Python.

A title, a name or a sentence of a meeting is made of other words, or, if it is not, tells nothing.
"""

import builtins
import errno
import os
import re
import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

import appliance

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")

_MORE: Final = (
    "linux darwin amd64 x86_64 aarch64 arm64 usr lib lib64 bin opt var srv etc tmp run dev proc "
    "sys site packages dist python3 home root media mnt venv localhost utf cuda tegra jetson alsa "
    "pipewire pulse portaudio usb vfat exfat ext4 ntfs ro rw nosuid nodev noexec mon tue wed thu "
    "fri sat sun core intel amd arm cortex apple nvidia geforce rtx gtx tesla quadro gpu smp "
    "preempt dynamic ubuntu debian fedora gnu"
)


@cache
def own_words() -> frozenset[str]:
    """Return them in lower case; reading the program takes a fraction of a second."""
    found: set[str] = set(_MORE.split())
    folder = Path(appliance.__file__).parent
    for file in (*folder.rglob("*.py"), *folder.rglob("*.toml")):
        found.update(words(file.read_text(encoding="utf-8", errors="replace")))
    names = [
        *dir(builtins),
        *sys.stdlib_module_names,
        *errno.errorcode.values(),
        *(os.strerror(code) for code in errno.errorcode),
        *(str(distribution.metadata["Name"]) for distribution in distributions()),
    ]
    for name in names:
        found.update(words(name))
    return frozenset(found)


def words(text: str) -> set[str]:
    """Return the words of a text, in lower case; CamelCase counts whole and in its parts."""
    whole = _WORD.findall(text)
    parts = [part for word in whole for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", word)]
    return {word.lower() for word in (*whole, *parts)}
