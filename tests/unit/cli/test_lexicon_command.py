"""`tingxia lexicon`, typed right and wrong, with no box running."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from appliance import config
from appliance.cli import app
from appliance.errors import ApplianceError


@pytest.fixture(autouse=True)
def no_system_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own configuration has no say in tests."""
    monkeypatch.setattr(config, "SYSTEM_FILE", tmp_path / "none.toml")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder without a box."""
    return tmp_path / "data"


def lexicon(data: Path, *words: str | Path) -> Result:
    """Run a command on the data folder."""
    options = () if words[0] == "check" else ("--data-dir", str(data))
    return CliRunner().invoke(app, ["lexicon", *map(str, words), *options])


def refused(result: Result) -> str:
    """Return what is said of a command that could not do anything, with its hint."""
    assert isinstance(result.exception, ApplianceError)
    assert 2 == result.exception.exit_code
    assert result.exception.hint
    return f"{result.exception} {result.exception.hint}"


def test_a_pack_is_checked_added_listed_and_removed(tmp_path: Path, data: Path) -> None:
    """Each answer says what the box will do with it."""
    pack = tmp_path / "workshop.txt"
    pack.write_text("传感器\n变频器\t2\n船杆器=>传感器\n", encoding="utf-8")
    assert "workshop.txt: 2 terms, 1 rule.\n" == lexicon(data, "check", pack).stdout
    added = lexicon(data, "add", pack)
    assert (0, True) == (added.exit_code, "takes effect when the box starts" in added.stdout)
    listed = json.loads(lexicon(data, "list", "--json").stdout)
    assert (3, ["workshop"]) == (listed["terms"], [one["name"] for one in listed["packs"]])
    pack.write_text("轴承\n", encoding="utf-8")
    lexicon(data, "add", pack)
    assert "workshop: 1 term, 0 rules" in lexicon(data, "list").stdout
    assert "workshop is removed." in lexicon(data, "remove", "workshop.txt").stdout
    assert "`tingxia lexicon add FILE`" in lexicon(data, "list").stdout


def test_lines_that_cannot_be_used_are_told(tmp_path: Path, data: Path) -> None:
    """`check` fails, `add` takes the others."""
    pack = tmp_path / "workshop.txt"
    pack.write_text("传感器\n变频器\t1000\n=>阀门\n", encoding="utf-8")
    checked = lexicon(data, "check", pack)
    assert 1 == checked.exit_code
    assert ["workshop.txt:2", "workshop.txt:3"] == [
        line.removeprefix("Left out: ").partition(": ")[0] for line in checked.stderr.splitlines()
    ]
    added = lexicon(data, "add", pack)
    assert (0, checked.stderr) == (added.exit_code, added.stderr)


@pytest.mark.parametrize("command", ["check", "add"])
@pytest.mark.parametrize(
    ("content", "what_next"),
    [
        (None, "that is there"),
        (b"", "one term a line"),
        (b"# nothing yet\n", "one term a line"),
        ("传感器\n".encode("gbk"), "UTF-8"),
        ("传感器\n".encode("utf-16"), "UTF-8"),
        (b"\x00\xff\xfe", "UTF-8"),
        ("变频器\t0\n=>\n".encode(), "wrong=>right"),
    ],
)
def test_a_file_that_is_no_pack_is_refused(
    tmp_path: Path, data: Path, command: str, content: bytes | None, what_next: str
) -> None:
    """With the reason and what to do; nothing comes into the data folder."""
    pack = tmp_path / "pack.txt"
    if content is not None:
        pack.write_bytes(content)
    assert what_next in refused(lexicon(data, command, pack))
    assert not data.exists()


def test_a_folder_is_no_pack(tmp_path: Path, data: Path) -> None:
    """Nor is it searched for packs."""
    assert "Name a text file" in refused(lexicon(data, "add", tmp_path))


def test_a_name_that_cannot_be_a_pack_is_refused(tmp_path: Path, data: Path) -> None:
    """A hidden file would never be read again."""
    hidden = tmp_path / ".workshop.txt"
    hidden.write_text("传感器\n", encoding="utf-8")
    assert "Rename the file" in refused(lexicon(data, "add", hidden))


def test_an_unknown_pack_cannot_be_removed(data: Path) -> None:
    """The list is named."""
    assert "`tingxia lexicon list`" in refused(lexicon(data, "remove", "workshop"))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, data: Path) -> None:
    """Here it is a file."""
    pack = tmp_path / "workshop.txt"
    pack.write_text("传感器\n", encoding="utf-8")
    data.mkdir()
    shutil.copy(pack, data / "lexicons")
    assert "cannot be written" in refused(lexicon(data, "add", pack))
