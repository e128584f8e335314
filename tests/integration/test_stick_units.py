"""The files that start the mount helper, as udev and systemd read them where they are there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.domain.stick_mounting import HELPER_SOCKET, STICKS
from appliance.mounting.__main__ import STATION_USER

SYSTEM = Path(__file__).parents[2] / "image/mkosi.extra/usr/lib"
UNITS = SYSTEM / "systemd/system"
RULES = SYSTEM / "udev/rules.d/80-tingxia-sticks.rules"
SERVICES = ("tingxia-stick@.service", "tingxia-stick-ask@.service")

OWN_VIEW = re.compile(
    r"(Protect(System|Home|KernelTunables|KernelModules|KernelLogs|ControlGroups|Proc)|Private\w+|"
    r"(ReadOnly|ReadWrite|Inaccessible|Exec|NoExec|Bind|BindReadOnly)Paths|RootDirectory|RootImage|"
    r"TemporaryFileSystem|MountFlags|ProcSubset|DynamicUser|"
    r"(Runtime|State|Cache|Logs|Configuration)Directory)="
)
"""Settings that give a unit a mount namespace of its own."""

_RULE = re.compile(r'([A-Z_]+)(\{[A-Za-z_]+\})?(==|!=|\+=|-=|:=|=)"([^"]*)"(?:,\s*|\s*$)')
_KEYS = {
    "ACTION",
    "SUBSYSTEM",
    "KERNEL",
    "ENV",
    "ATTR",
    "ATTRS",
    "SUBSYSTEMS",
    "TAG",
    "GOTO",
    "LABEL",
}


def unit(name: str) -> list[str]:
    """Return the settings of a unit."""
    lines = (UNITS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", SERVICES)
def test_what_the_helper_mounts_is_seen_by_the_whole_system(name: str) -> None:
    """A unit with a view of its own would mount sticks that nobody else sees."""
    assert [] == [line for line in unit(name) if OWN_VIEW.match(line)]


@pytest.mark.parametrize("name", SERVICES)
def test_the_helper_has_no_more_rights_than_it_needs(name: str) -> None:
    """Root, but without most of what root may do, and without a network."""
    settings = unit(name)
    for line in ("NoNewPrivileges=yes", "IPAddressDeny=any", "RestrictNamespaces=yes"):
        assert line in settings
    (bounds,) = [line for line in settings if line.startswith("CapabilityBoundingSet=")]
    allowed = {"CAP_SYS_ADMIN", "CAP_CHOWN", "CAP_DAC_OVERRIDE"}
    assert set(bounds.partition("=")[2].split()) <= allowed
    starts = [line for line in settings if line.startswith("Exec")]
    assert all("python -I -m appliance.mounting " in line for line in starts)


def test_the_stick_is_unmounted_when_its_device_goes() -> None:
    """The unit lives as long as the device."""
    settings = unit("tingxia-stick@.service")
    for line in ("BindsTo=dev-%i.device", "After=dev-%i.device", "RemainAfterExit=yes"):
        assert line in settings
    assert any(line.startswith("ExecStop=") and line.endswith("remove %i") for line in settings)


def test_only_the_station_may_ask() -> None:
    """Through the socket that the station knows, in a folder that only root may change."""
    settings = unit("tingxia-stick-ask.socket")
    for line in (
        f"ListenStream={HELPER_SOCKET}",
        "SocketMode=0660",
        f"SocketGroup={STATION_USER}",
        "Accept=yes",
    ):
        assert line in settings
    folders = (SYSTEM / "tmpfiles.d/tingxia-sticks.conf").read_text(encoding="utf-8")
    assert f"d {STICKS} 0755 root root -" in folders
    users = (SYSTEM / "sysusers.d/tingxia.conf").read_text(encoding="utf-8")
    assert f"u {STATION_USER} -" in users


def test_the_rule_is_made_of_keys_that_udev_knows() -> None:
    """Each line is understood to its end, and each jump has its label."""
    labels: set[str] = set()
    jumps: set[str] = set()
    for line in RULES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        parts = _RULE.findall(line)
        assert line == "".join(found[0] for found in _RULE.finditer(line))
        for key, _, operator, value in parts:
            assert key in _KEYS
            if key in {"LABEL", "GOTO"}:
                assert "=" == operator
                (labels if key == "LABEL" else jumps).add(value)
    assert {"tingxia_sticks_end"} == labels == jumps


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """Where systemd is there; an interpreter that exists stands for the one on the appliance."""
    for file in UNITS.iterdir():
        text = file.read_text(encoding="utf-8").replace("/opt/tingxia/bin/python", sys.executable)
        (tmp_path / file.name.replace("@.", "@sdb1.")).write_text(text)
        (tmp_path / file.name).write_text(text)
    names = sorted(file.name for file in tmp_path.iterdir() if "@." not in file.name)
    assert 3 == len(names)
    if shutil.which("systemd-analyze") is None:
        return
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(f"./{name}" for name in names)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=50,
    )
    ours = [line for line in verified.stderr.splitlines() if "tingxia" in line]
    assert (0, []) == (verified.returncode, ours)


def test_udev_understands_the_rule(tmp_path: Path) -> None:
    """Where udev's tool is there: it reads the rule without a complaint and lets a disk pass by."""
    device = next(iter(sorted(Path("/sys/class/block").glob("*"))), None)
    if shutil.which("udevadm") is None or device is None:
        return
    script = (
        'mount -t tmpfs none /run && mkdir -p /run/udev/rules.d && cp "$1" /run/udev/rules.d/'
        ' && exec udevadm test "$2"'
    )
    told = subprocess.run(
        [
            *("unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh"),
            *(str(RULES), str(device)),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=50,
        cwd=tmp_path,
    )
    ours = [line for line in (told.stdout + told.stderr).splitlines() if RULES.name in line]
    assert all(line.startswith("Reading rules file:") for line in ours), ours
    assert "tingxia-stick@" not in told.stdout
