"""The models as the screen shows them: what each is used for, and which may go; all blocking."""

from collections.abc import Callable, Collection
from pathlib import Path

from appliance.errors import UsageError
from appliance.modelstore.installed import Purpose
from appliance.modelstore.purposes import purposes_of
from appliance.modelstore.staging import clear_up
from appliance.modelstore.store import ModelStore
from appliance.station.errors import SettingError
from appliance.station.face_settings import InstalledModel


class ScreenModels:
    """See the module."""

    def __init__(
        self, models: Path, *, configured: Callable[[], str], loaded: Callable[[], Collection[str]]
    ) -> None:
        """Ask ``configured`` for the model that the settings name, ``loaded`` for those at work."""
        self._store = ModelStore(models)
        self._configured = configured
        self._loaded = loaded

    def installed(self) -> tuple[InstalledModel, ...]:
        """Return all by their manifests, nothing hashed; then those that no manifest tells of."""
        names = self._store.names()  # first: what arrives meanwhile is whole
        whole = tuple(
            InstalledModel(
                name=model.name,
                title=model.title,
                size_bytes=model.size_bytes,
                purposes=tuple(map(str, purposes_of(model.engine, model.family))),
                uses=tuple(map(str, self._store.uses(model.name))),
                stays=self._stays(model.name),
            )
            for model in self._store.installed()
        )
        broken = set(names) - {model.name for model in whole}
        return (*whole, *map(self._damaged, sorted(broken)))

    def _damaged(self, name: str) -> InstalledModel:
        return InstalledModel(
            name=name,
            title=name,
            size_bytes=_size_bytes(self._store.folder / name),
            purposes=(),
            uses=tuple(map(str, self._store.uses(name))),
            stays=self._stays(name),
            is_damaged=True,
        )

    def use(self, name: str, purpose: str) -> None:
        """Choose a model, verified first. Raises ModelError, SettingError."""
        if purpose not in set(Purpose):
            raise SettingError(
                "{purpose} is nothing that a model is used for.",
                hint="Choose one of: {purposes}.",
                purpose=purpose,
                purposes=", ".join(Purpose),
            )
        try:
            self._store.use(name, Purpose(purpose))
        except UsageError as error:
            raise SettingError(error.template, hint=error.hint_template, **error.fields) from error

    def remove(self, name: str) -> None:
        """Delete a model that may go. Raises ModelError, SettingError."""
        stays = self._stays(name)
        if stays is not None:
            raise stays
        try:
            self._store.remove(name)
        except UsageError as error:  # it went, or was chosen, meanwhile
            raise self._stays(name) or SettingError(
                "There is no model {model} in the box any more.",
                hint="Open the settings again: they show the models that are there.",
                model=name,
            ) from error

    def is_there(self, name: str) -> bool:
        """Tell whether there is a folder of a model, whole or not."""
        return name in self._store.names()

    def clear_up(self) -> None:
        """Remove what a removal or an arrival left that was cut off. Raises OSError."""
        clear_up(self._store.folder)

    def _stays(self, name: str) -> SettingError | None:
        """Return why a model cannot be deleted."""
        if self._store.uses(name):
            return SettingError(
                "This model is in use.", hint="Choose another one in its place, then delete it."
            )
        if self._store.is_starter(name):
            return SettingError(
                "This model came with the box and stays: where another one fails, it takes its "
                "place.",
                hint="Delete another model.",
            )
        if name == self._configured():
            return SettingError(
                "The configuration of the box names this model.",
                hint="The administrator names another model in the configuration; then delete "
                "this one.",
            )
        if name in self._loaded():
            return SettingError(
                "This model is loaded at present.",
                hint="Choose another one in its place, then delete it.",
            )
        return None


def _size_bytes(folder: Path) -> int:
    try:
        return sum(file.lstat().st_size for file in folder.rglob("*"))
    except OSError:  # it is being deleted, or cannot be read
        return 0
