"""What a power cut leaves behind does not stay, and takes nothing away."""

from pathlib import Path

import pytest

from appliance.modelstore.staging import clear_up, replace, staged
from tests.fakes.models import SENSE_VOICE, lay


def test_what_was_begun_and_never_finished_is_removed(tmp_path: Path) -> None:
    """At the next piece of work; folders, models and files of others stay."""
    lay(tmp_path, {".staging-abc/model/model.bin": b"half", "voice/tokens.txt": b"x"})
    lay(tmp_path, {".voice.part/files/tokens.txt.partial": b"<u", "in-use.json": b"{}"})
    with staged(tmp_path) as folder:
        assert {".voice.part", "in-use.json", "voice", folder.name} == {
            file.name for file in tmp_path.iterdir()
        }

    assert not folder.exists()


def test_what_a_cut_left_can_be_cleared_up_alone(tmp_path: Path) -> None:
    """What somebody holds stays; where there are no models nothing is made."""
    lay(tmp_path, {".staging-abc/model.bin": b"half", "voice/tokens.txt": b"x"})
    with staged(tmp_path) as held:
        lay(tmp_path, {".staging-def/model.bin": b"half"})
        clear_up(tmp_path)
        assert {held.name, "voice"} == {file.name for file in tmp_path.iterdir()}
    clear_up(tmp_path / "none")
    assert ["voice"] == [file.name for file in tmp_path.iterdir()]


def test_what_is_being_worked_on_stays(tmp_path: Path) -> None:
    """Two imports at the same time do not meet."""
    with staged(tmp_path) as one, staged(tmp_path) as other:
        assert one.is_dir()
        assert one != other


def test_a_model_taken_away_for_a_new_one_that_never_came_is_put_back(tmp_path: Path) -> None:
    """The cut came between the two renames."""
    lay(tmp_path, {".voice.former/tokens.txt": b"old"})
    with staged(tmp_path):
        assert b"old" == (tmp_path / "voice" / "tokens.txt").read_bytes()


def test_the_former_model_stays_where_the_new_one_cannot_come(tmp_path: Path) -> None:
    """No folder can be moved into itself."""
    folder = lay(tmp_path / "fresh" / "voice", SENSE_VOICE)
    with pytest.raises(OSError, match="Invalid argument"):
        replace(tmp_path / "fresh", folder)

    assert SENSE_VOICE["tokens.txt"] == (folder / "tokens.txt").read_bytes()
    assert [folder] == list(folder.parent.iterdir())


def test_a_new_model_takes_the_place_of_the_former(tmp_path: Path) -> None:
    """Nothing of it is left."""
    lay(tmp_path, {"voice/old.txt": b"old", ".voice.former/older.txt": b"older"})
    with staged(tmp_path) as folder:
        replace(lay(folder / "model", SENSE_VOICE), tmp_path / "voice")

    assert set(SENSE_VOICE) == {file.name for file in (tmp_path / "voice").iterdir()}
    assert [tmp_path / "voice"] == list(tmp_path.iterdir())
