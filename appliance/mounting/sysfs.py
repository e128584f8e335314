"""The kernel's list of block devices."""

import re
from pathlib import Path
from typing import Final

from appliance.domain.block_devices import BlockDevice

SYS_BLOCK: Final = Path("/sys/class/block")

_SECTOR_BYTES: Final = 512
"""The kernel's unit of sizes, whatever the disk's own is."""

_USB: Final = re.compile(r"usb\d+")


def read_block_devices(sys_block: Path = SYS_BLOCK) -> dict[str, BlockDevice]:
    """Read all of them; one that is just being pulled out is left out."""
    try:
        entries = sorted(sys_block.iterdir())
    except OSError:  # no /sys: macOS, some containers
        return {}
    found: dict[str, BlockDevice] = {}
    for entry in entries:
        try:
            found[entry.name] = _read(entry)
        except OSError:
            continue
    return found


def _read(entry: Path) -> BlockDevice:
    place = entry.resolve(strict=True)
    disk = place.parent if (place / "partition").exists() else place
    return BlockDevice(
        name=entry.name,
        disk=disk.name,
        numbers=_text(place / "dev"),
        slaves=_names(place / "slaves"),
        holders=_names(place / "holders"),
        is_removable=_is_removable(disk),
        is_read_only=_text(place / "ro") == "1",
        size_bytes=int(_text(place / "size") or 0) * _SECTOR_BYTES,
        model=_model(disk / "device"),
    )


def _model(device: Path) -> str:
    """Return vendor and model of a USB disk, the name of a memory card."""
    return f"{_text(device / 'vendor')} {_text(device / 'model')}".strip() or _text(device / "name")


def _is_removable(disk: Path) -> bool:
    """Tell from the kernel's flag, the bus or the kind of card.

    USB disks often claim to be fixed, and udev calls some of them ATA disks: the way of the
    device through the bus does not lie. Soldered flash is an MMC too, but no SD card.
    """
    if _text(disk / "removable") == "1" or any(_USB.fullmatch(part) for part in disk.parts):
        return True
    return disk.name.startswith("mmcblk") and _text(disk / "device" / "type") == "SD"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _names(folder: Path) -> tuple[str, ...]:
    try:
        return tuple(sorted(entry.name for entry in folder.iterdir()))
    except OSError:
        return ()
