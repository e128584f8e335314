"""Which mounted volumes may be pulled out."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from appliance.supervisor.hardware.volumes import (
    Mount,
    MountedVolumes,
    Plugged,
    SimulatedVolumes,
    system_mounts,
)
from appliance.wire.supervision import Volume


@dataclass
class FakeMachine:
    """A /sys, a /dev and a table of mounts in a folder."""

    root: Path
    mounts: list[Mount]

    @property
    def media(self) -> Path:
        """Where sticks are mounted."""
        return self.root / "media"

    def add_disk(
        self,
        name: str,
        *,
        bus: str,
        removable: bool,
        partitions: int = 1,
        separator: str = "",
        card: str = "",
        sectors: int = 0,
        vendor: str = "",
        model: str = "",
    ) -> None:
        """Plug in a disk."""
        disk = self.root / "sys/devices" / bus / "block" / name
        links = self.root / "sys/class/block"
        links.mkdir(parents=True, exist_ok=True)
        (self.root / "dev").mkdir(exist_ok=True)
        parts = [disk / f"{name}{separator}{number}" for number in range(1, partitions + 1)]
        for place in (disk, *parts):
            place.mkdir(parents=True)
            (links / place.name).symlink_to(place)
            (self.root / "dev" / place.name).touch()
        for part in parts:
            (part / "partition").write_text("1\n")
        (disk / "removable").write_text(f"{int(removable)}\n")
        (disk / "size").write_text(f"{sectors}\n")
        (disk / "device").mkdir()
        for file, told in (("type", card), ("vendor", vendor), ("model", model)):
            if told:
                (disk / "device" / file).write_text(f"{told}\n")

    def add_crypt(self, name: str, *, over: str) -> None:
        """Put an encrypted or logical volume over a partition."""
        place = self.root / "sys/devices/virtual/block" / name
        (place / "slaves" / over).mkdir(parents=True)
        (self.root / "sys/class/block" / name).symlink_to(place)
        (self.root / "dev" / name).touch()

    def mount(self, name: str, place: Path | str, *, options: str = "rw") -> None:
        """Mount a device; places below the media folder are made."""
        if Path(place).is_relative_to(self.root):
            Path(place).mkdir(parents=True, exist_ok=True)
        self.mounts.append(Mount(str(self.root / "dev" / name), str(place), "vfat", options))

    def present(self, *, data: Path = Path("/var/lib/tingxia")) -> tuple[Volume, ...]:
        """Look for what is mounted."""
        return self.plugged(data=data).volumes

    def plugged(self, *, data: Path = Path("/var/lib/tingxia")) -> Plugged:
        """Look."""
        return MountedVolumes(
            data=data,
            sys_block=self.root / "sys/class/block",
            dev=self.root / "dev",
            media_roots=(PurePosixPath(self.media),),
            sticks=self.media / "sticks",
            swaps=self.root / "swaps",
            mounts=lambda: self.mounts,
        ).present()


@pytest.fixture
def machine(tmp_path: Path) -> FakeMachine:
    """A machine with a system disk."""
    machine = FakeMachine(tmp_path, [])
    machine.add_disk("sda", bus="pci0000:00/ata1", removable=False)
    machine.mount("sda1", "/")
    return machine


def test_stick_is_found_by_the_removable_flag(machine: FakeMachine) -> None:
    """A removable disk mounted where sticks are mounted is listed with its room."""
    machine.add_disk("sdb", bus="pci0000:00/ata2", removable=True)
    machine.mount("sdb1", machine.media / "STICK")
    (volume,) = machine.present()
    assert ("STICK", "vfat", True) == (volume.label, volume.filesystem, volume.writable)
    assert str(machine.media / "STICK") == volume.mount_point
    assert 0 < volume.free_bytes <= volume.total_bytes


def test_usb_disk_that_claims_to_be_fixed_is_found_by_its_bus(machine: FakeMachine) -> None:
    """External drives say removable=0; the way through the USB bus tells."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=False)
    machine.mount("sdb1", machine.media / "DRIVE")
    assert ["DRIVE"] == [volume.label for volume in machine.present()]


def test_fixed_disk_is_no_stick(machine: FakeMachine) -> None:
    """A second internal disk is not offered, wherever it is mounted."""
    machine.add_disk("sdb", bus="pci0000:00/ata2", removable=False)
    machine.mount("sdb1", machine.media / "ARCHIVE")
    assert () == machine.present()


def test_no_partition_of_a_system_disk_is_offered(machine: FakeMachine) -> None:
    """A box that runs from a stick does not offer the other partitions of that stick."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=True, partitions=2)
    machine.mount("sdb1", "/boot/efi")
    machine.mount("sdb2", machine.media / "REST")
    assert () == machine.present()


def test_system_on_an_encrypted_stick_is_recognised(machine: FakeMachine) -> None:
    """Encryption and logical volumes are followed down to the disk."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=True, partitions=2)
    machine.add_crypt("dm-0", over="sdb1")
    machine.mount("dm-0", "/home")
    machine.mount("sdb2", machine.media / "REST")
    assert () == machine.present()


def test_disk_of_the_data_folder_is_never_offered(machine: FakeMachine) -> None:
    """Recordings kept on an external drive are not exported onto themselves."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=True)
    machine.mount("sdb1", machine.media / "DATA")
    assert () == machine.present(data=machine.media / "DATA" / "tingxia")


def test_disk_with_swap_is_never_offered(machine: FakeMachine) -> None:
    """Whoever pulled it out would pull out memory."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=True, partitions=2)
    machine.mount("sdb1", machine.media / "REST")
    (machine.root / "swaps").write_text("Filename Type Size\n/dev/sdb2 partition 8\n")
    assert () == machine.present()


def test_raid_and_logical_volumes_are_followed_to_all_their_disks(machine: FakeMachine) -> None:
    """A system on LVM over RAID over two USB disks leaves no other partition of either."""
    for name in ("sdb", "sdc"):
        machine.add_disk(name, bus=f"pci0000:00/usb2/{name}", removable=True, partitions=2)
        machine.mount(f"{name}2", machine.media / name)
    machine.add_crypt("md0", over="sdb1")
    machine.add_crypt("dm-0", over="md0")
    (machine.root / "sys/devices/virtual/block/md0/slaves/sdc1").mkdir()
    machine.mount("dm-0", "/srv")
    assert () == machine.present()


def test_data_folder_behind_a_link_keeps_its_disk(machine: FakeMachine) -> None:
    """The data folder may be a link to an external drive."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=True)
    machine.mount("sdb1", machine.media / "DATA")
    (machine.root / "data").symlink_to(machine.media / "DATA" / "tingxia")
    assert () == machine.present(data=machine.root / "data")


def test_data_folder_whose_mount_is_not_seen_keeps_its_disk(
    machine: FakeMachine, tmp_path: Path
) -> None:
    """In a container only the device number of the data folder tells its disk."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=True, partitions=2)
    machine.mount("sdb2", machine.media / "REST")
    number = tmp_path.stat().st_dev
    numbers = f"{os.major(number)}:{os.minor(number)}"
    (machine.root / "sys/class/block/sdb1/dev").write_text(f"{numbers}\n")
    assert () == machine.present(data=tmp_path)


def test_memory_card_is_found_and_soldered_flash_is_not(machine: FakeMachine) -> None:
    """Both are MMC to the kernel, and neither says that it is removable."""
    for name, card in (("mmcblk0", "MMC"), ("mmcblk1", "SD")):
        machine.add_disk(name, bus="platform/mmc", removable=False, separator="p", card=card)
        machine.mount(f"{name}p1", machine.media / card)
    assert ["SD"] == [volume.label for volume in machine.present()]


def test_stick_of_the_mount_helper_is_writable_though_mounted_read_only(
    machine: FakeMachine,
) -> None:
    """An export asks the helper for more; only a locked stick cannot be written."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=True, partitions=2)
    for name in ("sdb1", "sdb2"):
        machine.mount(name, machine.media / "sticks" / name, options="ro")
    (machine.root / "sys/class/block/sdb2/ro").write_text("1\n")
    writable = {volume.label: volume.writable for volume in machine.present()}
    assert {"sdb1": True, "sdb2": False} == writable


def test_label_and_identity_come_from_udev_links(machine: FakeMachine) -> None:
    """Also with spaces and Chinese, which udev escapes byte by byte."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=True)
    machine.mount("sdb1", machine.media / "usb0", options="ro,nosuid")
    for kind, name in (("by-uuid", "1A2B-3C4D"), ("by-label", r"会议\x20\xe8\xae\xb0")):
        folder = machine.root / "dev/disk" / kind
        folder.mkdir(parents=True)
        (folder / name.replace("会议", r"\xe4\xbc\x9a\xe8\xae\xae")).symlink_to(
            machine.root / "dev/sdb1"
        )
    (volume,) = machine.present()
    assert ("1A2B-3C4D", "会议 记", False) == (volume.identity, volume.label, volume.writable)


def test_stick_pulled_while_we_look_is_left_out(machine: FakeMachine) -> None:
    """A mount point that is gone does not hide the others."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=True, partitions=2)
    machine.mount("sdb1", machine.media / "GONE")
    (machine.media / "GONE").rmdir()
    machine.mount("sdb2", machine.media / "THERE")
    assert ["THERE"] == [volume.label for volume in machine.present()]


def test_mounts_without_a_disk_are_left_out(machine: FakeMachine) -> None:
    """Network and memory file systems are nobody's stick."""
    machine.mount("nothing", machine.media / "NET")
    assert () == machine.present()


def test_stick_that_is_not_mounted_is_told_by_maker_model_and_size(machine: FakeMachine) -> None:
    """Beside one that is; their own words may hold anything."""
    usb = "pci0000:00/usb2"
    machine.add_disk("sdb", bus=f"{usb}/2-1", removable=True, sectors=60549120)
    machine.mount("sdb1", machine.media / "OPEN")
    machine.add_disk(
        "sdc",
        bus=f"{usb}/2-2",
        removable=False,
        sectors=60549120,
        vendor="Kingston",
        model="Data\x1b[2J  3.0    ",
    )
    machine.add_disk("sdd", bus=f"{usb}/2-3", removable=True, partitions=0, sectors=250_000_000)
    machine.add_disk("sde", bus=f"{usb}/2-4", removable=True, partitions=0)
    plugged = machine.plugged()
    assert ["OPEN"] == [volume.label for volume in plugged.volumes]
    assert {"sdc": r"Kingston Data\x1b[2J 3.0 (31.0 GB)", "sdd": "128.0 GB"} == plugged.unopened


def test_disk_of_the_data_folder_is_never_told_as_unopened(
    machine: FakeMachine, tmp_path: Path
) -> None:
    """Also in a container, where only its device number tells that it is in use."""
    machine.add_disk("sdb", bus="pci0000:00/usb2/2-1", removable=True, sectors=8)
    number = tmp_path.stat().st_dev
    numbers = f"{os.major(number)}:{os.minor(number)}"
    (machine.root / "sys/class/block/sdb1/dev").write_text(f"{numbers}\n")
    assert {} == machine.plugged(data=tmp_path).unopened


def test_this_machine_offers_none_of_its_own_disks() -> None:
    """On the real machine nothing that holds the system is ever listed."""
    offered = {volume.mount_point for volume in MountedVolumes(data=Path("/")).present().volumes}
    assert not offered & {"/", "/boot", "/home", "/usr", "/var"}
    assert all(mount.device for mount in system_mounts())


def test_simulated_volumes_are_those_put_in() -> None:
    """The twin without hardware."""
    assert Plugged() == SimulatedVolumes().present()
