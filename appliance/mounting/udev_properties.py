"""What udev and its blkid found out about a device; the stick itself is not read."""

import subprocess
from typing import Final

UDEVADM: Final = "/usr/bin/udevadm"
TIMEOUT_S: Final = 10.0


def read_properties(device: str) -> dict[str, str]:
    """Ask udev's database by the kernel's name of a device. Raises OSError, SubprocessError."""
    told = subprocess.run(
        [UDEVADM, "info", "--query=property", f"--path=/sys/class/block/{device}"],
        check=True,
        capture_output=True,
        timeout=TIMEOUT_S,
        env={},
        stdin=subprocess.DEVNULL,
    ).stdout
    return parse_properties(told)


def parse_properties(told: bytes) -> dict[str, str]:
    """Read ``KEY=VALUE`` lines."""
    lines = told.decode("utf-8", "replace").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
