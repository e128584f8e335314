"""Reading the kernel's and udev's tables."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.mounting.mount_table import MountLine, parse_mounts, read_mounts, read_swaps
from appliance.mounting.sysfs import read_block_devices
from appliance.mounting.udev_properties import parse_properties

TABLE = rb"""25 30 0:23 / /sys rw,nosuid - sysfs sysfs rw
36 25 8:17 / /media/u/MY\040STICK\012\134 ro,nosuid shared:7 master:2 - vfat /dev/sdb1 ro,uid=1
cut off
"""


def test_mounts_are_read_with_their_escapes(tmp_path: Path) -> None:
    """Spaces, line ends and backslashes are octal in the table; a broken line is left out."""
    file = tmp_path / "mountinfo"
    file.write_bytes(TABLE)
    assert [
        MountLine("0:23", "/sys", "sysfs", "sysfs"),
        MountLine("8:17", "/media/u/MY STICK\n\\", "vfat", "/dev/sdb1"),
    ] == read_mounts(file)


@given(st.binary(max_size=300))
def test_no_table_of_mounts_is_too_odd(table: bytes) -> None:
    """A mount point may hold anything, and so may what was mounted there."""
    lines = parse_mounts(table)
    assert len(lines) <= table.count(b" - ")


def test_swaps_are_named_as_the_kernel_names_devices(tmp_path: Path) -> None:
    """Through the links that make readable names of them."""
    (tmp_path / "dm-1").touch()
    (tmp_path / "swap").symlink_to("dm-1")
    file = tmp_path / "swaps"
    file.write_text(
        f"Filename Type Size\n{tmp_path}/swap partition 8 0 -2\n/dev/sdc2 partition 8\n"
    )
    assert ["dm-1", "sdc2"] == read_swaps(file)
    assert [] == read_swaps(tmp_path / "missing")


def test_properties_are_lines_with_an_equals_sign() -> None:
    """Values may hold further ones; other lines are left out."""
    told = "DEVNAME=/dev/sdb1\nID_FS_LABEL=a=b\n\nodd\nID_X=\xff\n".encode("latin-1")
    expected = {"DEVNAME": "/dev/sdb1", "ID_FS_LABEL": "a=b", "ID_X": "\ufffd"}
    assert expected == parse_properties(told)


@pytest.mark.parametrize(
    ("way", "flag", "expected"),
    [
        ("pci0000:00/0000:00:14.0/usb2/2-1/host6", "0", True),
        ("pci0000:00/ata2/host1", "1", True),
        ("pci0000:00/ata1/host0", "0", False),
        ("pci0000:00/usbish/host0", "0", False),
    ],
)
def test_a_disk_is_removable_by_its_flag_or_its_bus(
    way: str, flag: str, *, expected: bool, tmp_path: Path
) -> None:
    """USB disks claim to be fixed, and udev calls bridges ATA: the way through the bus tells."""
    disk = tmp_path / "devices" / way / "block/sdb"
    part = disk / "sdb1"
    (part / "holders" / "dm-0").mkdir(parents=True)
    (disk / "removable").write_text(flag)
    for place, numbers in ((disk, "8:16"), (part, "8:17")):
        (place / "dev").write_text(f"{numbers}\n")
        (place / "ro").write_text("1\n")
    (part / "partition").write_text("1")
    (part / "size").write_text("60549120\n")
    (disk / "device").mkdir()
    for name, told in (("vendor", "Kingston"), ("model", "DataTraveler 3.0")):
        (disk / "device" / name).write_text(f"{told}\n")
    listed = tmp_path / "class"
    listed.mkdir()
    for place in (disk, part):
        (listed / place.name).symlink_to(place)
    (listed / "gone").symlink_to(tmp_path / "nothing")
    devices = read_block_devices(listed)
    assert {"sdb", "sdb1"} == set(devices)
    assert ["Kingston DataTraveler 3.0"] * 2 == [device.model for device in devices.values()]
    assert [0, 60549120 * 512] == [device.size_bytes for device in devices.values()]
    assert [expected, expected] == [device.is_removable for device in devices.values()]
    found = devices["sdb1"]
    assert ("sdb", "8:17", ("dm-0",), True) == (
        found.disk,
        found.numbers,
        found.holders,
        found.is_read_only,
    )


def test_a_memory_card_has_a_name_in_place_of_a_model(tmp_path: Path) -> None:
    """Cards tell no vendor."""
    card = tmp_path / "mmcblk1"
    (card / "device").mkdir(parents=True)
    (card / "device" / "name").write_text("SL16G\n")
    assert "SL16G" == read_block_devices(tmp_path)["mmcblk1"].model
