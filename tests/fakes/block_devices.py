"""A machine's disks as the kernel and udev tell them, for the mount helper."""

from appliance.domain.block_devices import BlockDevice

KINGSTON = {
    "DEVNAME": "/dev/sdb1",
    "DEVTYPE": "partition",
    "ID_BUS": "usb",
    "ID_FS_LABEL": "KINGSTON",
    "ID_FS_LABEL_ENC": "KINGSTON",
    "ID_FS_TYPE": "vfat",
    "ID_FS_USAGE": "filesystem",
    "ID_FS_UUID": "1A2B-3C4D",
    "ID_FS_VERSION": "FAT32",
    "ID_MODEL": "DataTraveler_3.0",
    "ID_PART_ENTRY_TYPE": "0xc",
    "ID_SERIAL": "Kingston_DataTraveler_3.0_E0D55EA574E2F3A0-0:0",
    "ID_SERIAL_SHORT": "E0D55EA574E2F3A0",
    "SUBSYSTEM": "block",
}
"""What udev tells about the first partition of a common stick."""


def disk(name: str, *parts: str, removable: bool, read_only: bool = False) -> list[BlockDevice]:
    """Make a disk with partitions."""
    return [
        BlockDevice(
            name=each,
            disk=name,
            numbers=f"8:{number}",
            is_removable=removable,
            is_read_only=read_only,
        )
        for number, each in enumerate((name, *parts), start=16 * (ord(name[2]) - ord("a")))
    ]


def machine(*devices: BlockDevice) -> dict[str, BlockDevice]:
    """Make a machine of a system disk, a stick and what a test adds."""
    usual = [*disk("sda", "sda1", "sda2", removable=False), *disk("sdb", "sdb1", removable=True)]
    return {device.name: device for device in (*usual, *devices)}
