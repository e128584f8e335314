"""What is mounted and what is swap, as the kernel lists it (proc(5))."""

import os
import re
from pathlib import Path
from typing import Final, NamedTuple

MOUNT_INFO: Final = Path("/proc/self/mountinfo")
SWAPS: Final = Path("/proc/swaps")

_ESCAPED: Final = re.compile(rb"\\([0-7]{3})")


class MountLine(NamedTuple):
    """One line of mountinfo."""

    numbers: str
    """``major:minor`` of the device; of no device where the file system has none."""

    mount_point: str
    filesystem: str
    source: str


def read_mounts(file: Path = MOUNT_INFO) -> list[MountLine]:
    """Read the table of mounts, in the order of mounting. Raises OSError."""
    return parse_mounts(file.read_bytes())


def parse_mounts(table: bytes) -> list[MountLine]:
    """Read the lines of mountinfo; what is no such line is left out."""
    lines = []
    for line in table.split(b"\n"):
        before, _, after = line.partition(b" - ")
        fields, rest = before.split(b" "), after.split(b" ")
        if len(fields) >= 6 and len(rest) >= 2:
            lines.append(
                MountLine(_text(fields[2]), _text(fields[4]), _text(rest[0]), _text(rest[1]))
            )
    return lines


def read_swaps(file: Path = SWAPS) -> list[str]:
    """Return the kernel's names of devices used as swap; none where there is no list."""
    try:
        lines = file.read_bytes().splitlines()[1:]
    except OSError:
        return []
    return [Path(os.path.realpath(_text(line.split()[0]))).name for line in lines if line.split()]


def _text(field: bytes) -> str:
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 8) & 0xFF]), field)
    return os.fsdecode(plain)
