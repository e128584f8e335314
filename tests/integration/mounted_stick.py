"""Has the root helper mount a real ext4 volume and prints what was seen, one JSON object.

Started by test_stick_mounting.py as root in a mount namespace of its own: ``… FOLDER``. There is
no udev: blkid is asked directly, and a /sys of our own calls the loop device a USB stick.
"""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.domain.stick_mounting import Refused
from appliance.mounting.helper import Helper, Machine, Owner
from appliance.mounting.mount_table import read_mounts
from appliance.mounting.udev_properties import parse_properties

STATION = Owner(uid=65534, gid=65534)
DEVICE = "sdz1"


@contextmanager
def loop_device(image: Path, *options: str) -> Iterator[str]:
    """Make a block device of a file."""
    command = ["losetup", "--find", "--show", *options, str(image)]
    device = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    try:
        yield device
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)


def machine(folder: Path, device: str, *, read_only: bool = False) -> Machine:
    """List the device as the only partition of a USB disk."""
    numbers = os.lstat(device).st_rdev
    disk = folder / "sys/devices/usb2/2-1/block/sdz"
    part = disk / DEVICE
    part.mkdir(parents=True)
    (part / "partition").write_text("1")
    (part / "dev").write_text(f"{os.major(numbers)}:{os.minor(numbers)}\n")
    (part / "ro").write_text(str(int(read_only)))
    (disk / "removable").write_text("0")
    listed, dev = folder / "sys/class/block", folder / "dev"
    listed.mkdir(parents=True)
    dev.mkdir()
    for place in (disk, part):
        (listed / place.name).symlink_to(place)
    os.mknod(dev / DEVICE, 0o600 | 0o060000, numbers)
    return Machine(sys_block=listed, dev=dev)


def properties(device: str) -> dict[str, str]:
    """Ask blkid what udev would have asked it."""
    command = ["blkid", "-p", "-o", "udev", device]
    return parse_properties(subprocess.run(command, check=True, capture_output=True).stdout)


def as_station(stick: Path, deed: Callable[[int], object]) -> str:
    """Do something on the stick as the unprivileged user; returns ``ok`` or the error's name."""
    folder = os.open(stick, os.O_RDONLY | os.O_DIRECTORY)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(STATION.gid)
            os.setuid(STATION.uid)
            deed(folder)
            told = "ok"
        except OSError as error:
            told = errno.errorcode[error.errno or 0]
        os.write(writer, told.encode())
        os._exit(0)
    os.close(folder)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as answer:
        return answer.read().decode()


def write(name: str) -> Callable[[int], object]:
    """Write a file."""

    def deed(stick: int) -> None:
        file = os.open(name, os.O_WRONLY | os.O_CREAT, 0o755, dir_fd=stick)
        os.write(file, b"#!/bin/sh\n")
        os.close(file)

    return deed


def follow(stick: int) -> None:
    """Read through a link."""
    os.close(os.open("link", os.O_RDONLY, dir_fd=stick))


def execute(stick: int) -> None:
    """Run a program that lies on the stick."""
    os.execve(os.open("Tingxia/program", os.O_RDONLY, dir_fd=stick), ["program"], {})


def options_of(stick: Path) -> str:
    """Return what the kernel says about a mount; empty if it is none."""
    lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split()[5] for line in lines if line.split()[4] == str(stick)), "")


def seen(folder: Path) -> dict[str, object]:
    """Plug in, read, write, unplug."""
    image, sticks = folder / "stick.img", folder / "sticks"
    content = folder / "content"
    content.mkdir()
    (content / "link").symlink_to("/etc/hostname")
    with image.open("wb") as file:
        file.truncate(16 * 1024**2)
    subprocess.run(["mkfs.ext4", "-q", "-d", str(content), str(image)], check=True)
    facts: dict[str, object] = {}
    with loop_device(image) as device:
        there = machine(folder / "first", device)
        told = properties(device)
        helper = Helper(STATION, sticks=sticks, machine=there, properties=lambda _: told)
        stick = helper.add(DEVICE)
        assert isinstance(stick, Path), stick
        name = stick.name.encode()
        facts["name is the uuid"] = stick.name == told["ID_FS_UUID"]
        facts["mounted"] = options_of(stick)
        facts["written at first"] = as_station(stick, write("file"))
        facts["link"] = as_station(stick, follow)
        facts["again"] = helper.add(DEVICE)
        facts["writable"] = helper.answer(b"writable " + name + b"\n")
        facts["written then"] = as_station(stick, write("Tingxia/program"))
        facts["written elsewhere"] = as_station(stick, write("file"))
        facts["executed"] = as_station(stick, execute)
        held = os.open(stick / "Tingxia/program", os.O_WRONLY)
        facts["read-only while written"] = helper.answer(b"read-only " + name + b"\n")
        os.close(held)
        facts["read-only"] = helper.answer(b"read-only " + name + b"\n")
        facts["written at last"] = as_station(stick, write("Tingxia/other"))
        held = os.open(stick / "Tingxia/program", os.O_RDONLY)
        facts["removed while read"] = helper.answer(b"remove " + name + b"\n")
        os.close(held)
        facts["removed"] = helper.answer(b"remove " + name + b"\n")
        facts["left after removal"] = [options_of(stick), stick.exists()]
        facts["removed twice"] = helper.answer(b"remove " + name + b"\n")
        assert helper.add(DEVICE) == stick
        held = os.open(stick, os.O_RDONLY)
        helper.remove(DEVICE)  # it was pulled out while it was read
        facts["left after pulling"] = [options_of(stick), stick.exists()]
        os.close(held)
        stick.mkdir()  # as if a twin with the same UUID had it
        twin = helper.add(DEVICE)
        facts["twin"] = twin.name if isinstance(twin, Path) else twin
        facts["twin is mounted"] = [bool(options_of(sticks / f"{stick.name}-{DEVICE}"))]
        helper.remove(DEVICE)
        stick.rmdir()
        facts["uuid"] = stick.name
    with loop_device(image, "--read-only") as device:
        there = machine(folder / "second", device, read_only=True)
        helper = Helper(STATION, sticks=sticks, machine=there, properties=lambda _: told)
        assert helper.add(DEVICE) == stick
        facts["writable though locked"] = helper.answer(b"writable " + name + b"\n")
        (there.dev / DEVICE).unlink()
        (there.dev / DEVICE).write_bytes(b"")
        helper.remove(DEVICE)
        facts["no device file"] = helper.add(DEVICE)
    facts["mounts left"] = [
        mount.mount_point for mount in read_mounts() if mount.mount_point.startswith(str(folder))
    ]
    return facts


def main() -> None:
    """Print what was seen."""
    facts = seen(Path(sys.argv[1]))
    print(json.dumps({key: _plain(value) for key, value in facts.items()}))


def _plain(value: object) -> object:
    return value.value if isinstance(value, Refused) else value


main()
