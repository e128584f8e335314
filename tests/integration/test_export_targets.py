"""Where an export may go, and what it meets there."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain.export_plan import SPARE_BYTES
from appliance.export import (
    ExportError,
    verify,
)
from appliance.paths import Paths
from tests.fakes.speech import ID, data_folder, on_disk
from tests.fakes.stick import CrampedStick
from tests.integration.test_export import NAME, run


def endless(place: Path) -> None:
    """Make a device that gives zeros for ever; a pipe for who may not."""
    try:
        os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        os.mkfifo(place)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A data folder with a recording in it."""
    paths = data_folder(tmp_path)
    on_disk(paths)
    return paths


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder that acts as the stick."""
    target = tmp_path / "stick"
    target.mkdir()
    return target


async def test_room_is_checked_before_the_first_byte(paths: Paths, target: Path) -> None:
    """Nothing is written to a stick that is too small, not even a folder."""
    stick = CrampedStick(free_bytes=100_000)

    with pytest.raises(ExportError, match=r"0\.1 MB free; 1\.\d MB are needed"):
        await run(paths, target, stick=stick)

    assert 0 == stick.written_bytes
    assert [] == list(target.iterdir())


async def test_a_folder_takes_a_cluster_as_its_files_do(paths: Paths, target: Path) -> None:
    """Many short texts on a stick with large clusters fill it with folders, too."""
    cluster = 2**20
    *_, done = await run(paths, target)
    files = [file for file in Path(done.folder).rglob("*") if file.is_file()]
    room = len(files) * cluster + SPARE_BYTES
    other = target.with_name("other")
    other.mkdir()

    with pytest.raises(ExportError, match="are needed"):
        await run(paths, other, stick=CrampedStick(free_bytes=room, cluster_bytes=cluster))
    await run(paths, other, stick=CrampedStick(free_bytes=room + cluster, cluster_bytes=cluster))

    assert len(files) == sum(file.is_file() for file in other.rglob("*"))


async def test_a_file_too_large_for_fat32_is_refused_beforehand(paths: Paths, target: Path) -> None:
    """The message names the way out."""
    stick = CrampedStick(free_bytes=10**12, largest_file_bytes=100)

    with pytest.raises(ExportError, match="FAT32") as refused:
        await run(paths, target, stick=stick)

    assert "exFAT" in refused.value.hint
    assert [] == list(target.iterdir())


async def test_the_boxs_own_data_is_no_target(paths: Paths, tmp_path: Path) -> None:
    """Neither directly nor by way of a link."""
    link = tmp_path / "link"
    link.symlink_to(paths.recordings)
    for target in (paths.data, paths.recordings, paths.recording(ID), link):
        with pytest.raises(ExportError, match="inside the box's own data"):
            await run(paths, target)

    assert not list(paths.data.rglob("Tingxia"))


async def test_a_data_folder_called_as_our_folder_on_a_stick_is_no_target(tmp_path: Path) -> None:
    """Its parent is no stick: what would be written there would be the box's own folder."""
    data = tmp_path / "Tingxia"
    moved = data_folder(tmp_path / "made").data.rename(data)
    paths = Paths(data=moved, run=tmp_path / "run")
    on_disk(paths)
    before = sorted(data.iterdir())
    with pytest.raises(ExportError, match="inside the box's own data"):
        await run(paths, tmp_path)
    assert before == sorted(data.iterdir())


async def test_links_on_a_stick_are_not_followed(
    paths: Paths, target: Path, tmp_path: Path
) -> None:
    """In place of the stick, of our folder, and of a file of ours."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    victim = elsewhere / "victim.txt"
    victim.write_text("precious")
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(ExportError, match="link"):
        await run(paths, tmp_path / "link")

    for other in (elsewhere, Path("Tingxia"), tmp_path / "nowhere"):
        (target / "Tingxia").symlink_to(other)
        with pytest.raises(ExportError, match=r"link|something else of that name"):
            await run(paths, target)
        (target / "Tingxia").unlink()

    (target / "Tingxia" / NAME).mkdir(parents=True)
    (target / "Tingxia" / NAME / f"{NAME}.txt").symlink_to(victim)
    with pytest.raises(ExportError, match="link"):
        await run(paths, target)
    (target / "Tingxia" / NAME / f"{NAME}.txt").unlink()

    (target / "Tingxia" / NAME / ".tingxia.part").symlink_to(victim)
    (target / "Tingxia" / NAME / "SHA256SUMS").symlink_to(victim)
    done = (await run(paths, target))[-1]

    assert 4 == len(verify(Path(done.folder)))
    assert "precious" == victim.read_text()
    assert [victim] == list(elsewhere.iterdir())


@pytest.mark.parametrize("make", [os.mkfifo, endless])
async def test_a_pipe_or_device_is_not_read(
    paths: Paths, target: Path, make: Callable[[Path], None]
) -> None:
    """One in the place of a file of ours: it might never end."""
    (target / "Tingxia" / NAME).mkdir(parents=True)
    make(target / "Tingxia" / NAME / f"{NAME}.txt")

    with pytest.raises(ExportError, match=r"A pipe or device stands .*: .*\.txt"):
        await run(paths, target)


async def test_a_file_that_is_too_large_to_be_ours_is_not_read_to_its_end(
    paths: Paths, target: Path
) -> None:
    """The export takes the next name."""
    (target / "Tingxia" / NAME).mkdir(parents=True)
    large = target / "Tingxia" / NAME / f"{NAME}.txt"
    large.touch()
    os.truncate(large, 2**43)

    done = (await run(paths, target))[-1]

    assert f"{NAME} (2)" == Path(done.folder).name


async def test_a_file_or_link_named_like_the_folder_is_left_alone(
    paths: Paths, target: Path, tmp_path: Path
) -> None:
    """The export takes the next name."""
    (target / "Tingxia").mkdir()
    (target / "Tingxia" / NAME).write_text("mine")
    (target / "Tingxia" / f"{NAME} (2)").symlink_to(tmp_path)

    done = (await run(paths, target))[-1]

    assert f"{NAME} (3)" == Path(done.folder).name
    assert "mine" == (target / "Tingxia" / NAME).read_text()


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (Path.exists, "is not there"),
        (Path.touch, "something else of that name"),
        (os.mkfifo, "something else of that name"),
    ],
)
async def test_a_target_that_is_no_folder_is_refused(
    paths: Paths, tmp_path: Path, make: object, expected: str
) -> None:
    """Missing, a file, a pipe."""
    assert callable(make)
    make(tmp_path / "target")

    with pytest.raises(ExportError, match=expected):
        await run(paths, tmp_path / "target")
