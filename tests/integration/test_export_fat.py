"""What a FAT stick takes: files of less than 4 GiB."""

import os
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from appliance.domain.export_plan import Room
from appliance.export import ExportError, ExportStep
from appliance.export.bundle import export_copy
from appliance.export.stick import Stick
from appliance.paths import Paths

LARGEST = 2**32 - 1


class Mount(NamedTuple):
    """A line of the table of mounts."""

    mountpoint: str
    fstype: str


class RoomyStick(Stick):
    """Has a terabyte to spare."""

    def room(self, folder: int, target: Path) -> Room:
        """Tell so, and the rest as it is."""
        return replace(super().room(folder, target), free_bytes=10**12)


def mounted(monkeypatch: pytest.MonkeyPatch, stick: Path, kind: str) -> None:
    """Let the system call the file system of a folder so."""
    mounts = [Mount(str(stick.parent), "vfat"), Mount(str(stick), kind), Mount("/", "ext4")]
    monkeypatch.setattr("psutil.disk_partitions", lambda **_: mounts)


@pytest.mark.parametrize(("kind", "limit"), [("vfat", LARGEST), ("exfat", None), ("ext4", None)])
def test_the_file_system_tells_the_largest_file(
    stick: Path, kind: str, limit: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of the nearest place where something is mounted, also by way of a link."""
    (folder := stick / "2026").mkdir()
    (link := stick.parent / "link").symlink_to(folder)
    mounted(monkeypatch, stick, kind)
    opened = Stick().open(stick)
    for place in (stick, folder, link):
        assert limit == Stick().room(opened, place).largest_file_bytes
    Stick().close(opened)


@pytest.mark.parametrize(
    ("kind", "size_bytes"), [("vfat", LARGEST + 1), ("vfat", LARGEST), ("exfat", LARGEST + 1)]
)
async def test_a_file_of_4_gib_is_refused_by_fat_alone(
    paths: Paths,
    stick: Path,
    kind: str,
    size_bytes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before the first byte; one byte less is begun."""
    is_taken = (kind, size_bytes) != ("vfat", LARGEST + 1)
    (file := stick.parent / "library.db").touch()
    os.truncate(file, size_bytes)
    mounted(monkeypatch, stick, kind)
    steps = export_copy(
        file,
        stick,
        receipts=paths.receipts,
        name="library",
        subject="library",
        about={},
        stick=RoomyStick(),
    )
    told, refusal = ExportStep.CHECKING, ""
    async with aclosing(steps):
        try:
            async for step in steps:
                if (told := step.step) is ExportStep.WRITING:
                    break
        except ExportError as error:
            refusal = str(error)
    assert is_taken is (told is ExportStep.WRITING)
    assert is_taken is ("4 GiB that a FAT32 stick takes" not in refusal)
    assert is_taken is (stick / "Tingxia").exists()
