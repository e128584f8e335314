"""The root helper: on a real ext4 volume where that is allowed, and its refusals everywhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.domain.stick_mounting import Refused
from appliance.mounting import stick_root
from appliance.mounting.__main__ import main
from appliance.mounting.helper import Helper, Machine, Owner
from appliance.mounting.stick_root import UnsafeFolderError
from appliance.mounting.system_calls import GUARDS, READ_ONLY, REMOUNT, SystemCalls
from tests.fakes.block_devices import KINGSTON

ROOT = Path(__file__).parents[2]
MAY_MOUNT = os.geteuid() == 0 and os.access("/dev/loop-control", os.W_OK)


def test_a_real_stick_is_mounted_written_and_let_go(tmp_path: Path) -> None:
    """Read-only until asked for more, never executed from, and gone when it is pulled.

    Without the right to mount the very same program must end without having mounted anything.
    """
    ended = subprocess.run(
        [
            *("unshare", "--mount", *(() if MAY_MOUNT else ("--map-root-user",))),
            *(sys.executable, "-m", "tests.integration.mounted_stick", str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        check=MAY_MOUNT,
        cwd=ROOT,
        timeout=50,
    )
    if not MAY_MOUNT:
        assert ended.returncode != 0
        return
    facts = json.loads(ended.stdout)
    assert {"ro", "nosuid", "nodev", "noexec", "noatime"} <= set(facts.pop("mounted").split(","))
    assert f"{facts.pop('uuid')}-sdz1" == facts.pop("twin")
    assert {
        "name is the uuid": True,
        "twin is mounted": [True],
        "written at first": "EROFS",
        "link": "ELOOP",
        "again": "in-use",
        "writable": None,
        "written then": "ok",
        "written elsewhere": "EACCES",
        "executed": "EACCES",
        "read-only while written": "in-use",
        "read-only": None,
        "written at last": "EROFS",
        "removed while read": "in-use",
        "removed": None,
        "left after removal": ["", False],
        "removed twice": "not-mounted",
        "left after pulling": ["", False],
        "writable though locked": "write-protected",
        "no device file": "unknown-device",
        "mounts left": [],
    } == facts


class RecordedCalls(SystemCalls):
    """Mounts nothing and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, int, str]] = []

    def mount(self, source: str, target: str, filesystem: str, flags: int, data: str) -> None:
        """Remember."""
        self.asked.append((source, filesystem, flags, data))


def helper(folder: Path, calls: SystemCalls, *, mounts: str = "", **properties: str) -> Helper:
    """Make a helper on a machine whose only stick is /dev/zero under another name."""
    disk = folder / "sys/usb2/block/sdb"
    part = disk / "sdb1"
    part.mkdir(parents=True)
    (part / "partition").write_text("1")
    numbers = Path("/dev/null").stat().st_rdev
    (part / "dev").write_text(f"{os.major(numbers)}:{os.minor(numbers)}")
    (folder / "class").mkdir()
    for place in (disk, part):
        (folder / "class" / place.name).symlink_to(place)
    (folder / "dev").mkdir()
    (folder / "dev/sdb1").symlink_to("/dev/null")
    (folder / "mountinfo").write_text(mounts)
    machine = Machine(
        sys_block=folder / "class",
        dev=folder / "dev",
        mount_info=folder / "mountinfo",
        swaps=folder / "swaps",
    )
    return Helper(
        Owner(uid=990, gid=991),
        sticks=folder / "sticks",
        machine=machine,
        properties=lambda _: KINGSTON | properties,
        calls=calls,
    )


def test_a_device_file_that_is_no_such_device_is_not_mounted(tmp_path: Path) -> None:
    """A link, a character device or another disk in its place would be a trick."""
    calls = RecordedCalls()
    assert Refused.UNKNOWN_DEVICE == helper(tmp_path, calls).add("sdb1")
    assert [] == calls.asked


@pytest.mark.parametrize(
    ("device", "properties", "expected"),
    [
        ("sdb1", {"ID_FS_TYPE": "btrfs"}, Refused.UNKNOWN_FILE_SYSTEM),
        ("dm-0", {}, Refused.ODD_NAME),
        ("sdc1", {}, Refused.UNKNOWN_DEVICE),
    ],
)
def test_the_rules_hold_in_the_shell(
    device: str, properties: dict[str, str], expected: Refused, tmp_path: Path
) -> None:
    """What the pure rules refuse never reaches the kernel."""
    calls = RecordedCalls()
    assert expected == helper(tmp_path, calls, **properties).add(device)
    assert [] == calls.asked


def test_a_stick_that_holds_the_system_or_is_mounted_is_refused(tmp_path: Path) -> None:
    """As the table of mounts tells it, by number or by path."""
    numbers = Path("/dev/null").stat().st_rdev
    number = f"{os.major(numbers)}:{os.minor(numbers)}"
    for case, (place, expected) in enumerate(
        {"/boot": Refused.SYSTEM_DISK, "/media/u/KINGSTON": Refused.IN_USE}.items()
    ):
        folder = tmp_path / str(case)
        folder.mkdir()
        line = f"36 25 {number} / {place} ro - vfat /dev/sdb1 ro\n"
        assert expected == helper(folder, RecordedCalls(), mounts=line).add("sdb1")


def test_a_request_about_what_is_mounted_elsewhere_is_refused(tmp_path: Path) -> None:
    """Only folders of our own can be named, whatever is mounted under the same name."""
    line = "36 25 8:17 / /media/u/KINGSTON ro - vfat /dev/sdb1 ro\n"
    made = helper(tmp_path, RecordedCalls(), mounts=line)
    assert Refused.NOT_MOUNTED == made.answer(b"writable KINGSTON\n")
    assert Refused.ODD_NAME == made.answer(b"writable ../KINGSTON\n")
    assert Refused.ODD_REQUEST == made.answer(b"format KINGSTON\n")


@pytest.mark.parametrize("mode", [0o777, 0o775])
def test_folders_that_others_can_swap_are_not_mounted_upon(mode: int, tmp_path: Path) -> None:
    """The station could put a link there and have a stick mounted over a part of the system."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(mode)
    with pytest.raises(UnsafeFolderError), stick_root.opened(shared / "sticks"):
        pass
    (tmp_path / "link").symlink_to(tmp_path)
    with (
        pytest.raises((OSError, UnsafeFolderError)),
        stick_root.opened(tmp_path / "link" / "sticks"),
    ):
        pass


def test_remounting_says_all_guards_again(tmp_path: Path) -> None:
    """A flag that is left out would be taken away by the kernel."""
    assert GUARDS & READ_ONLY == 0
    for flag in (2, 4, 8, 256):  # nosuid, nodev, noexec, nosymfollow
        assert GUARDS & flag
    calls = RecordedCalls()
    root = stick_root.StickRoot(0)
    helper(tmp_path, calls)._remount(root, "A", "vfat", GUARDS)
    ((_, filesystem, flags, data),) = calls.asked
    assert ("vfat", GUARDS | REMOUNT) == (filesystem, flags)
    assert "uid=990,gid=991" in data


def test_the_helper_loads_nothing_but_the_standard_library() -> None:
    """It runs as root: the fewer lines, the better."""
    script = (
        "import sys, appliance.mounting.__main__\n"
        "print(*(name for name in sys.modules if name.split('.')[0] not in sys.stdlib_module_names"
        " and not name.startswith('_')))"
    )
    told = subprocess.run(
        [sys.executable, "-S", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    ).stdout.split()
    foreign = {
        name
        for name in told
        if name != "appliance" and not name.startswith(("appliance.mounting", "appliance.domain"))
    }
    assert set() == foreign


@pytest.mark.parametrize("arguments", [[], ["add"], ["format", "sdb1"], ["add", "sdb1", "-f"]])
def test_the_program_says_how_it_is_called(arguments: list[str]) -> None:
    """Or, where the box's user is missing, that."""
    assert main(arguments) in {1, 2}
