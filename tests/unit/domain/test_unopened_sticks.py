"""Which sticks are plugged in and not open, and when that is told."""

from dataclasses import replace

import pytest

from appliance.domain.block_devices import BlockDevice
from appliance.domain.unopened_sticks import TOLD_AFTER_S, UnopenedSticks, unopened_disks
from tests.fakes.block_devices import disk, machine

SYSTEM = frozenset({"sda"})


def with_medium(*devices: BlockDevice) -> dict[str, BlockDevice]:
    """Return the usual machine and these; all of them have a medium."""
    return {name: replace(each, size_bytes=10**9) for name, each in machine(*devices).items()}


def unopened(
    devices: dict[str, BlockDevice], *mounted: str, system: frozenset[str] = SYSTEM
) -> tuple[str, ...]:
    """Decide about a machine."""
    return unopened_disks(devices, mounted=mounted, system=system)


def test_a_stick_of_which_nothing_is_mounted_is_not_open() -> None:
    """It is told once, whatever partitions it has; a fixed disk never."""
    assert ("sdb",) == unopened(with_medium(*disk("sdc", "sdc1", removable=False)))


@pytest.mark.parametrize("mounted", ["sdb1", "sdb"])
def test_a_stick_is_open_with_any_part_of_it(mounted: str) -> None:
    """Partitions for other systems lie on many, and nobody misses them."""
    assert () == unopened(with_medium(), mounted)


def test_a_disk_of_the_system_is_none() -> None:
    """Nobody is to pull that out."""
    assert () == unopened(with_medium(), system=frozenset({"sda", "sdb"}))


@pytest.mark.parametrize("held", ["sdb1", "sdb"])
def test_what_a_volume_is_made_of_is_in_use(held: str) -> None:
    """RAID, LVM and encryption hold their disks, mounted or not."""
    devices = with_medium()
    devices[held] = replace(devices[held], holders=("dm-0",))
    assert () == unopened(devices)


def test_an_empty_card_reader_is_none() -> None:
    """Its slots are disks to the kernel, without a medium."""
    devices = with_medium()
    devices["sdb"] = replace(devices["sdb"], size_bytes=0)
    assert () == unopened(devices)


@pytest.mark.parametrize("name", ["sr0", "loop0", "dm-0", "md0", "nvme0n1"])
def test_what_is_neither_usb_disk_nor_card_is_none(name: str) -> None:
    """An empty CD drive has a size and calls itself removable."""
    odd = BlockDevice(name=name, disk=name, is_removable=True)
    assert ("sdb",) == unopened(with_medium(odd))


def test_a_stick_is_told_once_it_stayed_so() -> None:
    """Mounting takes a moment; who pulls it out and plugs it in again begins anew."""
    sticks, present = UnopenedSticks(), {"sdb": "Kingston, 31.0 GB"}
    assert () == sticks.told(present, 100.0)
    assert () == sticks.told(present, 100.0 + TOLD_AFTER_S - 0.1)
    assert ("Kingston, 31.0 GB",) == sticks.told(present, 100.0 + TOLD_AFTER_S)
    assert () == sticks.told({}, 120.0)
    assert () == sticks.told(present, 122.0)


def test_each_stick_has_its_own_time() -> None:
    """A second one of the same make is not told with the first."""
    sticks = UnopenedSticks()
    sticks.told({"sdb": "Kingston"}, 0.0)
    both = {"sdb": "Kingston", "sdc": "Kingston"}
    assert ("Kingston",) == sticks.told(both, TOLD_AFTER_S)
    assert ("Kingston", "Kingston") == sticks.told(both, 2 * TOLD_AFTER_S)
