"""The models of a box: which are there, whether they are whole, which is used for what."""

import logging
from pathlib import Path

from appliance.errors import UsageError
from appliance.modelstore import in_use, manifest, staging
from appliance.modelstore.engine_library import require_engine
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import InstalledModel, Purpose
from appliance.modelstore.manifest import Manifest
from appliance.modelstore.model_folder import damaged_files, ensure, join
from appliance.modelstore.pieces import Locate, locate
from appliance.modelstore.purposes import purposes_of
from appliance.modelstore.recipe import STARTER, Recipe

log = logging.getLogger(__name__)

SOLE_IS_CHOSEN = frozenset(
    {Purpose.PUNCTUATION, Purpose.SPEAKER_SEGMENTATION, Purpose.SPEAKER_EMBEDDING}
)
"""Purposes for which the only installed model is used without being chosen."""


class ModelStore:
    """One folder a model, and the file that says what is in use."""

    def __init__(self, models: Path, *, starter: Recipe = STARTER, locate: Locate = locate) -> None:
        self.folder = models
        self._starter = starter
        self._locate = locate

    def installed(self) -> list[InstalledModel]:
        """Return the models by their manifests, nothing hashed; broken folders are left out."""
        found = []
        for name in self.names():
            try:
                found.append(self.described(name).installed(self.folder / name))
            except (ModelError, OSError) as error:
                log.debug("model folder %s left out: %s", name, error)
        return found

    def names(self) -> list[str]:
        """Return the names of all folders that could be models, broken ones too."""
        try:
            entries = sorted(self.folder.iterdir())
        except OSError:
            return []
        return [e.name for e in entries if manifest.is_model_name(e.name) and e.is_dir()]

    def described(self, name: str) -> Manifest:
        """Return a model's manifest, nothing hashed. Raises ModelError."""
        if not manifest.is_model_name(name):
            raise ModelError(
                "{model} cannot be the name of a model.",
                hint="The settings (recognition) and `tingxia models list` show the names.",
                model=repr(name),
            )
        folder = self.folder / name
        try:
            found = manifest.read(folder)
        except OSError as error:
            if folder.is_dir():
                raise ModelError(
                    "The folder of the model {model} has no manifest: it was copied by half, or by "
                    "hand.",
                    hint="Bring it in as a signed bundle on the Stick page, or with "
                    "`tingxia models import {folder}`.",
                    model=name,
                    folder=folder,
                ) from error
            raise ModelError(
                "The model {model} is not installed.",
                hint="Bring it in as a signed bundle on the Stick page, with `tingxia models "
                "import PATH`, or on a connected machine with `tingxia models fetch {model}`.",
                model=name,
            ) from error
        if found.name != name:
            raise ModelError(
                "The folder {folder} holds the manifest of another model, {other}.",
                hint="Rename the folder to {other}, or remove it.",
                folder=folder,
                other=found.name,
            )
        return found

    def verified(self, name: str) -> InstalledModel:
        """Hash every file and return the model; the starter is joined from its packages if need be.

        Raises ModelError with what to do.
        """
        if name == self._starter.name:
            return ensure(self.folder, self._starter, locate=self._locate)
        found = self.described(name)
        folder = self.folder / name
        damaged = manifest.damaged_files(folder, found.files)
        if damaged:
            raise damaged_error(name, damaged)
        return found.installed(folder)

    def damaged(self, name: str) -> list[str]:
        """Return the files of a model that are missing or differ. Raises ModelError."""
        if name == self._starter.name:
            return damaged_files(self.folder, self._starter)
        return manifest.damaged_files(self.folder / name, self.described(name).files)

    def is_starter(self, name: str) -> bool:
        """Tell whether a model comes from packages and can be joined again."""
        return name == self._starter.name

    def rejoin_starter(self) -> None:
        """Join the starter afresh. Raises ModelError."""
        join(self.folder, self._starter, locate=self._locate)

    def chosen(self, purpose: Purpose) -> str:
        """Return the name of the model chosen for a purpose, empty if there is none.

        For punctuation and speakers the only installed one counts as chosen, but none of FunASR,
        which needs a library of 490 MB that may not be there.
        """
        name = in_use.read(self.folder).of(purpose).chosen
        if name or purpose not in SOLE_IS_CHOSEN:
            return name
        fitting = [
            model.name
            for model in self.installed()
            if model.engine != "funasr" and purpose in purposes_of(model.engine, model.family)
        ]
        return fitting[0] if len(fitting) == 1 else ""

    def use(self, name: str, purpose: Purpose = Purpose.RECOGNITION) -> None:
        """Choose a model, verified first; if it is refused the previous one stays in use.

        Raises ModelError, UsageError.
        """
        model = self.verified(name)
        fitting = purposes_of(model.engine, model.family)
        require_engine(model.engine)
        if purpose not in fitting:
            raise UsageError(
                "The model {model} cannot be used for {purpose}.",
                hint="It is good for: {fitting}. The settings (recognition) and `tingxia models "
                "list` show the others.",
                model=name,
                purpose=purpose.value,
                fitting=", ".join(fitting)
                or "nothing as it is, but `tingxia models quantise` makes one for captions of it",
            )
        in_use.change(self.folder, lambda now: now.with_chosen(purpose, name))

    def adopt(self, model: InstalledModel) -> Purpose | None:
        """Choose a new model for its first use if nothing was ever chosen for that.

        Returns what it is used for now; None if it is not used.
        """
        fitting = purposes_of(model.engine, model.family)
        if not fitting or model.engine == "funasr":  # which may not be installed
            return None
        if fitting[0] not in SOLE_IS_CHOSEN:
            in_use.change(self.folder, lambda now: now.with_first(fitting[0], model.name))
        return fitting[0] if self.candidates(fitting[0])[:1] == [model.name] else None

    def uses(self, name: str) -> list[Purpose]:
        """Return what a model is in use for."""
        return [purpose for purpose in Purpose if self.candidates(purpose)[:1] == [name]]

    def candidates(self, purpose: Purpose, preferred: str = "") -> list[str]:
        """Return the names in the order to try: a model that fails leaves its place to the next."""
        before = in_use.read(self.folder).of(purpose)
        starter = self._starter.name if purpose is Purpose.RECOGNITION else ""
        names = (preferred, self.chosen(purpose), before.previous, starter)
        return list(dict.fromkeys(name for name in names if name))

    def remove(self, name: str, *, even_in_use: bool = False) -> None:
        """Delete a model's folder and forget it.

        Raises UsageError, for one in use unless told, and ModelError.
        """
        if not manifest.is_model_name(name) or not (self.folder / name).is_dir():
            raise UsageError(
                "There is no model {model} to be removed.",
                hint="`tingxia models list` shows what is installed.",
                model=repr(name),
            )
        uses = self.uses(name)
        if uses and not even_in_use:
            raise UsageError(
                "The model {model} is in use for {purposes}.",
                hint="Choose another one with `tingxia models use`, or repeat with --force: the "
                "next one takes its place.",
                model=name,
                purposes=", ".join(uses),
            )
        try:
            staging.remove(self.folder / name)
        except OSError as error:
            raise ModelError(
                "The model {model} could not be removed altogether: {reason}.",
                hint="Look at the disk on the Doctor page.",
                model=name,
                reason=error.strerror or error,
            ) from error
        finally:
            # Only now: on a full disk there was no room to write it.
            if not (self.folder / name).exists():
                in_use.change(self.folder, lambda now: now.without(name))


def damaged_error(name: str, damaged: list[str]) -> ModelError:
    """Say which files of a model are damaged, and how it becomes whole."""
    return ModelError(
        "The model {model} is missing or damaged: {files}.",
        hint="Bring it in as a signed bundle on the Stick page, with `tingxia models import "
        "PATH`, or on a connected machine with `tingxia models fetch {model}`.",
        model=name,
        files=", ".join(damaged[:5]) + (" …" if len(damaged) > 5 else ""),
    )
