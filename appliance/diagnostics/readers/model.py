"""The model that is meant to recognise, and whether its files are there."""

from pathlib import Path

from appliance.diagnostics.facts import ModelFacts
from appliance.modelstore import manifest
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Purpose
from appliance.modelstore.store import ModelStore


def read_model(models: Path, preferred: str = "") -> ModelFacts:
    """Look at the files without hashing them: that is done whenever one is loaded."""
    store = ModelStore(models)
    name = store.candidates(Purpose.RECOGNITION, preferred)[0]
    if store.is_starter(name):
        return ModelFacts(name=name)  # joined from its packages, and hashed, by the next start
    try:
        found = store.described(name)
    except ModelError as error:
        return ModelFacts(name=name, problem=str(error), hint=error.hint)
    return ModelFacts(name=name, damaged=tuple(_damaged(models / name, found)))


def _damaged(folder: Path, found: manifest.Manifest) -> list[str]:
    return [
        path
        for path in found.files
        if not (folder / path).is_file() or not (folder / path).stat().st_size
    ]
