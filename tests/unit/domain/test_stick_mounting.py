"""What the root helper decides."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.block_devices import (
    BlockDevice,
    MountedDevice,
    disks_under,
    system_disks,
)
from appliance.domain.stick_mounting import (
    Deed,
    Mounting,
    Refused,
    Request,
    decide,
    is_stick_name,
    may_change,
    mount_data,
    parse_request,
)
from tests.fakes.block_devices import KINGSTON, disk, machine

SYSTEM = frozenset({"sda"})


def decided(
    device: str = "sdb1",
    *,
    devices: dict[str, BlockDevice] | None = None,
    system: frozenset[str] = SYSTEM,
    mounted: frozenset[str] = frozenset(),
    **properties: str,
) -> Mounting | Refused:
    """Decide about the usual stick, with changes."""
    return decide(
        device,
        machine() if devices is None else devices,
        KINGSTON | properties,
        system=system,
        mounted=mounted,
    )


def test_a_common_stick_is_mounted_under_the_uuid_of_its_volume() -> None:
    """With the kernel's numbers, so that the device file can be held against them."""
    expected = Mounting(device="sdb1", numbers="8:17", filesystem="vfat", name="1A2B-3C4D")
    assert expected == decided()


@pytest.mark.parametrize(
    ("told", "expected"),
    [("exfat", "exfat"), ("ext4", "ext4"), ("ntfs", "ntfs3")],
)
def test_each_known_file_system_is_called_as_the_kernel_does(told: str, expected: str) -> None:
    """NTFS has another name in the kernel."""
    mounting = decided(ID_FS_TYPE=told)
    assert isinstance(mounting, Mounting)
    assert expected == mounting.filesystem


@pytest.mark.parametrize("told", ["", "btrfs", "iso9660", "crypto_LUKS", "fuse", "ext4,suid"])
def test_other_file_systems_are_refused(told: str) -> None:
    """The fewer parsers of the kernel a stranger's stick reaches, the better."""
    assert Refused.UNKNOWN_FILE_SYSTEM == decided(ID_FS_TYPE=told)


def test_what_blkid_does_not_call_a_file_system_is_refused() -> None:
    """A member of a RAID or an encrypted volume may look like one at first sight."""
    assert Refused.UNKNOWN_FILE_SYSTEM == decided(ID_FS_USAGE="raid")


@pytest.mark.parametrize(
    "name",
    [
        *("dm-0", "md0p1", "loop0", "sr0", "nvme0n1p1", "", ".", "..", "sdb1/../sda1"),
        *("/dev/sdb1", "sdb1\n", "SDB1", "sdb1;id", "mmcblk0boot0", "sd", "zram0"),
    ],
)
def test_odd_names_are_refused_whatever_else_is_true(name: str) -> None:
    """Device mapper, RAID, loop devices and paths are none of the helper's business."""
    device = BlockDevice(name=name, disk=name, is_removable=True)
    assert Refused.ODD_NAME == decided(name, devices=machine(device))


def test_a_device_the_kernel_does_not_list_is_refused() -> None:
    """It was pulled out meanwhile."""
    assert Refused.UNKNOWN_DEVICE == decided("sdc1")


def test_a_fixed_disk_is_refused() -> None:
    """Whatever udev tells about its bus: the way through the kernel counts."""
    assert Refused.NOT_REMOVABLE == decided("sda1", system=frozenset())


@pytest.mark.parametrize("device", ["sda1", "sda2"])
def test_no_partition_of_a_system_disk_is_mounted(device: str) -> None:
    """Also when the system runs from a stick, and also one that is not mounted."""
    devices = machine(*disk("sda", "sda1", "sda2", removable=True))
    assert Refused.SYSTEM_DISK == decided(device, devices=devices)


def test_what_is_mounted_or_built_upon_is_refused() -> None:
    """A stick that somebody unlocked or mounted already is theirs."""
    assert Refused.IN_USE == decided(mounted=frozenset({"sdb1"}))
    held = replace(machine()["sdb1"], holders=("dm-0",))
    assert Refused.IN_USE == decided(devices=machine(held))


def test_a_whole_disk_is_mounted_only_without_partitions() -> None:
    """Sticks without a partition table exist; a file system beside partitions is a trick."""
    assert Refused.HAS_PARTITIONS == decided("sdb")
    bare = machine(*disk("sdc", removable=True))
    mounting = decided("sdc", devices=bare, ID_FS_UUID="", ID_SERIAL_SHORT="")
    assert isinstance(mounting, Mounting)
    assert "sdc" == mounting.name


@pytest.mark.parametrize("uuid", ["../../etc", "a b", "", "x" * 65, ".hidden", "a/b", "ü"])
def test_an_odd_uuid_gives_way_to_the_serial(uuid: str) -> None:
    """The UUID is written by whoever formatted the stick."""
    mounting = decided(ID_FS_UUID=uuid)
    assert isinstance(mounting, Mounting)
    assert "E0D55EA574E2F3A0" == mounting.name


@given(
    st.dictionaries(st.sampled_from(sorted(KINGSTON)), st.text(max_size=80)), st.text(max_size=12)
)
def test_whatever_a_stick_claims_the_folder_has_a_plain_name(
    claimed: dict[str, str], device: str
) -> None:
    """No property can choose a path, a file system or an option."""
    for name in (device, "sdb1"):
        mounting = decide(name, machine(), KINGSTON | claimed, system=SYSTEM, mounted=frozenset())
        if isinstance(mounting, Mounting):
            assert is_stick_name(mounting.name)
            assert mounting.filesystem in {"vfat", "exfat", "ext4", "ntfs3"}
            assert mounting.device in {"sdb", "sdb1"}


def test_a_stick_may_be_written_unless_it_is_locked_or_no_stick() -> None:
    """The rules are applied again: much can happen between plugging in and an export."""
    assert may_change("sdb1", machine(), system=SYSTEM) is None
    locked = machine(*disk("sdb", "sdb1", removable=True, read_only=True))
    assert Refused.WRITE_PROTECTED == may_change("sdb1", locked, system=SYSTEM)
    assert Refused.SYSTEM_DISK == may_change("sdb1", machine(), system=frozenset({"sdb"}))
    assert Refused.ODD_NAME == may_change("dm-0", machine(), system=SYSTEM)


@pytest.mark.parametrize("filesystem", ["vfat", "exfat", "ntfs3"])
def test_volumes_without_owners_belong_to_the_station(filesystem: str) -> None:
    """And to nobody else."""
    data = mount_data(filesystem, uid=990, gid=991)
    assert "uid=990,gid=991,fmask=0177,dmask=0077" in data


def test_an_ext4_stick_cannot_bring_the_box_down() -> None:
    """Its superblock may ask for a panic at the first error."""
    assert "errors=remount-ro" == mount_data("ext4", uid=990, gid=991)


def test_a_request_is_one_line_about_one_stick() -> None:
    """A deed, a space, the name of a folder, the end of the line."""
    expected = Request(deed=Deed.WRITABLE, name="1A2B-3C4D")
    assert expected == parse_request(b"writable 1A2B-3C4D\n")


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"\n", b"writable\n", b"writable \n", b"writable a", b"format a\n"),
        *(b"writable ../etc\n", b"writable a/b\n", b"writable a b\n", b"writable a\0\n"),
        *(b"writable a\nremove b\n", b"writable " + b"a" * 200 + b"\n", b"\xff\xfe\n"),
    ],
)
def test_any_other_line_is_refused(line: bytes) -> None:
    """Paths, further lines and further words are no requests."""
    assert parse_request(line) in {Refused.ODD_REQUEST, Refused.ODD_NAME}


@given(st.binary(max_size=140))
def test_no_bytes_make_more_than_a_request(line: bytes) -> None:
    """Whatever is sent, only a deed of ours and a plain name come out."""
    request = parse_request(line)
    if isinstance(request, Request):
        assert is_stick_name(request.name)
        assert f"{request.deed.value} {request.name}\n".encode() == line


def test_system_disks_are_followed_through_raid_and_encryption() -> None:
    """Every disk under what is mounted as system counts, and loops in the listing end."""
    devices = machine(
        *disk("sdc", "sdc1", removable=False),
        BlockDevice(name="md0", disk="md0", slaves=("sdb1", "sdc1")),
        BlockDevice(name="md0p1", disk="md0"),
        BlockDevice(name="dm-0", disk="dm-0", slaves=("md0p1", "dm-0")),
    )
    assert {"sdb", "sdc"} == disks_under("dm-0", devices)
    mounted = [MountedDevice(name="dm-0", mount_point="/home")]
    assert {"sdb", "sdc"} == system_disks(devices, mounted)
    assert {"sdb"} == system_disks(devices, [], used=["sdb1"])


@pytest.mark.parametrize(
    ("mount_point", "expected"),
    [
        *[(place, {"sdb"}) for place in ("/", "/boot/efi", "/usr", "/media", "/run/live/medium")],
        *[(place, set()) for place in ("/media/u/KINGSTON", "/run/tingxia/sticks/1A2B-3C4D")],
    ],
)
def test_a_disk_is_the_systems_wherever_no_stick_would_be(
    mount_point: str, expected: set[str]
) -> None:
    """Only the folders where sticks are mounted make an exception."""
    mounted = [MountedDevice(name="sdb1", mount_point=mount_point)]
    assert expected == system_disks(machine(), mounted)


def test_the_disk_of_the_data_folder_is_a_system_disk() -> None:
    """Also where it is mounted as a stick would be."""
    mounted = [MountedDevice(name="sdb1", mount_point="/media/DATA")]
    assert {"sdb"} == system_disks(machine(), mounted, data="/media/DATA/tingxia")
