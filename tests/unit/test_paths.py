"""Where things lie, and who holds them."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.paths import (
    AlreadyRunningError,
    DataFolderError,
    Paths,
    default_run_folder,
    hold,
    prepare,
    running_folder,
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """Paths of a box that does not exist yet."""
    return Paths(data=tmp_path / "deep" / "data", run=tmp_path / "run")


def test_folders_are_made_private(paths: Paths) -> None:
    """All folders exist afterwards; data and sockets are for their user only."""
    prepare(paths)
    for folder in (paths.recordings, paths.models, paths.inbox, paths.receipts, paths.log):
        assert folder.is_dir()
    for folder in (paths.data, paths.run):
        assert 0o700 == stat.S_IMODE(folder.stat().st_mode)


def test_open_permissions_are_closed(paths: Paths) -> None:
    """A box's folder that was open to all is closed at the start; what is in it stays."""
    paths.recordings.mkdir(parents=True)
    paths.data.chmod(0o777)
    (paths.data / "note").write_text("mine")
    prepare(paths)
    assert 0o700 == stat.S_IMODE(paths.data.stat().st_mode)
    assert "mine" == (paths.data / "note").read_text()
    assert not (paths.data / ".writable").exists()


def test_folder_with_other_things_is_refused_untouched(paths: Paths) -> None:
    """A mistyped --data-dir does not close somebody else's folder."""
    paths.data.mkdir(parents=True)
    paths.data.chmod(0o777)
    (paths.data / "holiday.jpg").touch()
    with pytest.raises(DataFolderError, match="other things") as caught:
        prepare(paths)
    assert "--data-dir" in caught.value.hint
    assert 0o777 == stat.S_IMODE(paths.data.stat().st_mode)


def test_folder_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    """The message names the path, the reason and what to do."""
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderError, match="cannot be written: Not a directory") as caught:
        prepare(Paths(data=tmp_path / "file" / "data", run=tmp_path / "run"))
    assert "--data-dir" in caught.value.hint


def test_run_folder_too_long_for_sockets_is_refused(tmp_path: Path) -> None:
    """The kernel's limit is found before the first socket is made."""
    with pytest.raises(DataFolderError, match="too long") as caught:
        prepare(Paths(data=tmp_path / "data", run=tmp_path / ("x" * 100)))
    assert "storage.run_dir" in caught.value.hint


def test_second_holder_is_refused_with_the_pid_of_the_first(paths: Paths) -> None:
    """One box per data folder."""
    prepare(paths)
    with hold(paths), pytest.raises(AlreadyRunningError, match=f"process {os.getpid()}"):
        hold(paths).__enter__()


def test_folder_is_free_after_the_holder_left(paths: Paths) -> None:
    """Also when it was killed: the lock goes with the process, not with a file."""
    prepare(paths)
    program = (
        "import os, sys; from pathlib import Path; from appliance.paths import Paths, hold\n"
        "hold(Paths(data=Path(sys.argv[1]), run=Path(sys.argv[1]))).__enter__()\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(paths.data)], check=False)
    assert -9 == done.returncode
    with hold(paths):
        assert f"{os.getpid()}\n{paths.run}\n" == (paths.data / "lock").read_text()
        assert paths.run == running_folder(paths.data)
    assert running_folder(paths.data) is None


def test_recording_lies_in_the_folder_of_its_day(paths: Paths) -> None:
    """The id starts with the date."""
    wanted = paths.recordings / "2026-03-04" / "20260304-101112-ab12"
    assert wanted == paths.recording("20260304-101112-ab12")


@pytest.mark.parametrize("recording_id", ["", "../../etc", "2026", "20261301-000000-0000"])
def test_id_without_a_date_is_no_path(paths: Paths, recording_id: str) -> None:
    """What does not start with a date never becomes a path."""
    with pytest.raises(ValueError, match=r"."):
        paths.recording(recording_id)


def test_each_data_folder_has_its_own_run_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two boxes of one user do not meet; one box always finds its own."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    first = default_run_folder(tmp_path / "a")
    assert first == default_run_folder(tmp_path / "a")
    assert first != default_run_folder(tmp_path / "b")
    assert first.is_relative_to(tmp_path)


@pytest.mark.parametrize("session", ["", "missing", "shared"])
def test_a_session_folder_that_is_not_ours_alone_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, session: str
) -> None:
    """Unset, stale after `su`, or writable by others: the sockets lie elsewhere."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / session) if session else "")
    monkeypatch.setattr(sys, "platform", "darwin")  # on Linux root has /run
    assert tmp_path / "data" / "run" == default_run_folder(tmp_path / "data")


def test_a_lock_that_cannot_be_opened_is_explained(paths: Paths) -> None:
    """As after one start with sudo: the folder is ours, the lock is not."""
    prepare(paths)
    (paths.data / "lock").mkdir()
    with pytest.raises(DataFolderError, match="lock cannot be written") as caught:
        hold(paths).__enter__()
    assert "--data-dir" in caught.value.hint


def test_a_run_folder_that_cannot_be_made_names_its_own_setting(tmp_path: Path) -> None:
    """Another data folder would not help."""
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderError, match="cannot be written: Not a directory") as caught:
        prepare(Paths(data=tmp_path / "data", run=tmp_path / "file" / "run"))
    assert "storage.run_dir" in caught.value.hint
