"""Small files of the kernel, which may not be there or refuse to be read."""

from pathlib import Path


def first_line(file: Path) -> str:
    """Return the first line without blanks; empty if it cannot be read."""
    return whole(file).partition("\n")[0].strip("\0 \t")


def whole(file: Path) -> str:
    """Return all of it; empty if it cannot be read."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def number(file: Path) -> int | None:
    """Return the whole number in a file; None if there is none."""
    try:
        return int(first_line(file), 0)
    except ValueError:
        return None
