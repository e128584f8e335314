"""Sticks on macOS, from what diskutil tells."""

import plistlib
from pathlib import Path

import pytest

from appliance.supervisor.hardware.mac_volumes import MacVolumes
from appliance.supervisor.hardware.volumes import Mount

STICK: dict[str, object] = {
    "BusProtocol": "USB",
    "DeviceIdentifier": "disk4s1",
    "Internal": False,
    "RemovableMedia": True,
    "RemovableMediaOrExternalDevice": True,
    "VolumeName": "KINGSTON",
    "VolumeUUID": "7E4C2C3B-9E0B-3C1B-8E3C-1A2B3C4D5E6F",
    "WritableVolume": True,
}


def look(folder: Path, told: bytes | OSError, *, data: Path | None = None) -> list[str]:
    """Look at one mounted volume; returns what is told about it."""
    place = folder / "Volumes/KINGSTON"
    place.mkdir(parents=True, exist_ok=True)
    asked: list[str] = []

    def info(device: str) -> bytes:
        asked.append(device)
        if isinstance(told, OSError):
            raise told
        return told

    volumes = MacVolumes(
        data=data or folder / "data",
        root=folder / "Volumes",
        mounts=lambda: [
            Mount("/dev/disk1s1", "/", "apfs", "ro"),
            Mount("/dev/disk4s1", str(place), "exfat", "rw"),
        ],
        info=info,
    )
    found = [volumes.present().volumes for _ in range(2)][-1]
    assert {"/dev/disk4s1"} == set(asked)
    return [f"{each.label} {each.identity[:4]} {each.writable}" for each in found]


def test_an_external_volume_is_a_stick(tmp_path: Path) -> None:
    """With its name and what can be done with it; diskutil is not asked at every look."""
    assert ["KINGSTON 7E4C True"] == look(tmp_path, plistlib.dumps(STICK))


@pytest.mark.parametrize(
    "changed",
    [
        {"RemovableMediaOrExternalDevice": False},
        {"Internal": True, "RemovableMedia": False},
        {"BusProtocol": "Disk Image"},
    ],
)
def test_internal_disks_and_images_are_none(changed: dict[str, object], tmp_path: Path) -> None:
    """What cannot be carried away is not offered."""
    assert [] == look(tmp_path, plistlib.dumps(STICK | changed))


@pytest.mark.parametrize("told", [b"", b"<plist", b"<plist><array/></plist>", OSError("gone")])
def test_what_diskutil_cannot_tell_is_no_stick(told: bytes | OSError, tmp_path: Path) -> None:
    """Rather none than a wrong one."""
    assert [] == look(tmp_path, told)


def test_the_volume_of_the_data_folder_is_no_stick(tmp_path: Path) -> None:
    """Recordings are not exported onto themselves."""
    data = tmp_path / "Volumes/KINGSTON/tingxia"
    assert [] == look(tmp_path, plistlib.dumps(STICK), data=data)
