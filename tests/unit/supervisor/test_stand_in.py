"""Folders that stand in for sticks."""

from pathlib import Path

import pytest

from appliance.errors import UsageError
from appliance.paths import Paths
from appliance.supervisor.hardware.stand_in import AllVolumes, StandInSticks, stand_in_folders
from appliance.supervisor.hardware.volumes import SimulatedVolumes
from tests.fakes.station import STICK


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to stand in for a stick."""
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


def box_in(place: Path) -> Paths:
    """The paths of a box that keeps everything there."""
    return Paths(data=place / "data", run=place / "run")


def test_a_folder_is_a_stick_that_says_what_it_is(folder: Path) -> None:
    """It has the name of the folder and the room of the file system under it."""
    (stick,) = StandInSticks([folder]).present().volumes
    assert ("U 盘", str(folder), True) == (stick.label, stick.mount_point, stick.is_stand_in)
    assert stick.writable
    assert 0 < stick.free_bytes <= stick.total_bytes


def test_renaming_the_folder_pulls_the_stick_and_its_old_name_plugs_it_in(folder: Path) -> None:
    """It is the same stick again."""
    sticks = StandInSticks([folder])
    (before,) = sticks.present().volumes
    away = folder.rename(folder.with_name("pulled"))
    assert () == sticks.present().volumes
    away.rename(folder)
    assert [before.identity] == [stick.identity for stick in sticks.present().volumes]


def test_one_that_was_let_go_stays_shut_until_it_was_pulled(folder: Path) -> None:
    """Meanwhile it is told as plugged in and not open, as a real one is."""
    sticks = StandInSticks([folder])
    (stick,) = sticks.present().volumes
    sticks.let_go(stick.identity)
    for _look in range(2):
        plugged = sticks.present()
        assert ((), ["U 盘/"]) == (plugged.volumes, list(plugged.unopened.values()))
    away = folder.rename(folder.with_name("pulled"))
    assert {} == sticks.present().unopened
    away.rename(folder)
    assert (stick.identity,) == tuple(each.identity for each in sticks.present().volumes)


def test_a_link_in_the_place_of_the_folder_is_no_stick(folder: Path, tmp_path: Path) -> None:
    """It could lead to the box's own data."""
    sticks = StandInSticks([folder])
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert () == sticks.present().volumes


def test_real_sticks_are_seen_beside_it(folder: Path) -> None:
    """Also those that are not open."""
    real = SimulatedVolumes(STICK)
    real.unopened = {"sdb": "Intenso (8.0 GB)"}
    plugged = AllVolumes(real, StandInSticks([folder])).present()
    assert ["KINGSTON", "U 盘"] == [stick.label for stick in plugged.volumes]
    assert {"sdb": "Intenso (8.0 GB)"} == plugged.unopened


def test_a_folder_that_is_named_twice_is_one_stick(folder: Path, tmp_path: Path) -> None:
    """Also by a way round or a link to it; a folder in the box's neighbourhood is no danger."""
    (link := tmp_path / "link").symlink_to(folder)
    named = [folder, folder / ".." / folder.name, link]
    assert (folder,) == stand_in_folders(named, box_in(tmp_path / "box"))


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    """A file, and what is not there."""
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="There is no folder"):
        stand_in_folders([tmp_path / name], box_in(tmp_path / "box"))


@pytest.mark.parametrize(
    "name", ["/", ".", "box", "box/data", "box/data/recordings", "box/run", "link"]
)
def test_the_data_of_the_box_are_never_on_a_stick(tmp_path: Path, name: str) -> None:
    """Neither the folder itself nor one in it nor one around it, also not by a link."""
    (tmp_path / "box/data/recordings").mkdir(parents=True)
    (tmp_path / "box/run").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "box/data")
    with pytest.raises(UsageError, match="box's own data lie there"):
        stand_in_folders([tmp_path / name], box_in(tmp_path / "box"))
