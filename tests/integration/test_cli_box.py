"""`tingxia up` and `tingxia status` as a person meets them."""

import json
import os
from pathlib import Path

import pytest

from appliance.domain.process import Role
from appliance.paths import hold, prepare
from tests.fakes.supervised_box import settings_in
from tests.fakes.supervised_command import environment_in, tingxia, up


async def test_up_tells_what_becomes_ready(tmp_path: Path) -> None:
    """Folder, each process with its time, and the address of the screen."""
    environment = environment_in(tmp_path)
    async with up(tmp_path, environment=environment) as (box, supervisor):
        await box.until_running()
        supervisor.terminate()
        assert supervisor.stdout is not None
        out = (await supervisor.stdout.read()).decode()
        assert str(tmp_path / "data") in out
        for role in Role:
            assert f"{role.value:<10} ready after " in out
        assert f"http://127.0.0.1:{environment['TINGXIA_STATION_PORT']}" in out
        assert 0 == await supervisor.wait()


async def test_status_of_a_normal_box(tmp_path: Path) -> None:
    """Exit status 0; a table for people, JSON for programs."""
    async with up(tmp_path) as (box, _):
        await box.until_running()
        code, out, _ = await tingxia(tmp_path, "status")
        assert 0 == code
        for word in ("supervisor", *Role, "normal", "running", "sticks", "disk", "memory"):
            assert word in out
        code, out, _ = await tingxia(tmp_path, "status", "--json")
        assert 0 == code
        assert "normal" == json.loads(out)["mode"]


async def test_status_of_a_box_that_only_records(tmp_path: Path) -> None:
    """Exit status 11, the mode, and how inference ended."""
    environment = environment_in(tmp_path, TINGXIA_SUPERVISION_CRASH_BUDGET="1")
    async with up(tmp_path, manners={Role.INFERENCE: "crash"}, environment=environment) as (box, _):
        await box.until(lambda status: status.mode.value == "recording-only")
        code, out, _ = await tingxia(tmp_path, "status")
        assert 11 == code
        assert "recording-only" in out
        assert "inference ended last with exit status 3: I am broken" in out


async def test_status_without_a_box(tmp_path: Path) -> None:
    """Exit status 10 and the command that helps."""
    code, out, err = await tingxia(tmp_path, "status")
    assert (10, "") == (code, out)
    assert f"No box runs on {tmp_path / 'data'}" in err
    assert "→ Start it with `tingxia up`" in err


async def test_refusing_station_ends_up_with_its_code_and_words(tmp_path: Path) -> None:
    """What the station says against its start is what the person reads."""
    code, _, err = await tingxia(tmp_path, "up", manners={Role.STATION: "refuse"})
    assert 9 == code
    assert "station cannot start.\nThe port is busy. → Choose another." in err


async def test_second_box_is_refused(tmp_path: Path) -> None:
    """Exit status 4 and the process id of the first."""
    paths = settings_in(tmp_path).paths
    prepare(paths)
    with hold(paths):
        code, _, err = await tingxia(tmp_path, "up")
    assert 4 == code
    assert f"Another Tingxia (process {os.getpid()})" in err
    assert "→ Use that one" in err


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("[capture]\nmik = 'auto'\n", "2: there is no setting capture.mik", "capture.mic"),
        ("[inference]\n\nthreads = -5\n", "3: inference.threads is -5", "config show"),
        ("[station\n", " cannot be read", "config check"),
    ],
)
async def test_wrong_configuration_refuses_to_start(
    tmp_path: Path, text: str, place: str, hint: str
) -> None:
    """Exit status 2 with file, line and the nearest valid key; nothing is created."""
    file = tmp_path / "tingxia.toml"
    file.write_text(text)
    code, _, err = await tingxia(tmp_path, "up", "--config", str(file))
    assert 2 == code
    assert str(file) in err
    assert place in err
    assert hint in err
    assert not (tmp_path / "data").exists()


async def test_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Exit status 3, the path, the reason and what to do; even root cannot write below a file."""
    (tmp_path / "file").write_text("")
    code, _, err = await tingxia(tmp_path, "up", "--data-dir", str(tmp_path / "file" / "data"))
    assert 3 == code
    assert "cannot be written: Not a directory" in err
    assert "--data-dir" in err


async def test_read_only_data_folder(tmp_path: Path) -> None:
    """A file system mounted read-only is named as such, with exit status 3."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = f'mount -t tmpfs -o ro none {place} && exec "$@"'
    code, _, err = await tingxia(
        tmp_path,
        *("up", "--data-dir", str(place)),
        before=("unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh"),
    )
    assert 3 == code
    assert f"{place}/recordings cannot be written: Read-only file system" in err


async def test_wrong_microphone_option_names_the_option(tmp_path: Path) -> None:
    """A bad value is refused under the name it was given by."""
    code, _, err = await tingxia(tmp_path, "up", "--mic", "loud")
    assert 2 == code
    assert "--mic: capture.mic is 'loud'" in err


@pytest.mark.parametrize(
    ("arguments", "suggestion"), [(("stauts",), "status"), (("up", "--mik", "auto"), "--mic")]
)
async def test_mistyped_command_or_option_is_answered_with_the_nearest(
    tmp_path: Path, arguments: tuple[str, ...], suggestion: str
) -> None:
    """Exit status 2 and a suggestion."""
    code, _, err = await tingxia(tmp_path, *arguments)
    assert 2 == code
    assert suggestion in err


async def test_version(tmp_path: Path) -> None:
    """`--version` prints one line."""
    code, out, _ = await tingxia(tmp_path, "--version")
    assert (0, "tingxia 0.1.0\n") == (code, out)
