"""Looks a strange model over before it is installed: its files, its kind, its pickles."""

from pathlib import Path

from appliance.modelstore.errors import ModelError
from appliance.modelstore.layouts import agrees, family_said, layout_of
from appliance.modelstore.manifest import Manifest
from appliance.modelstore.pickle_scan import refuse_hostile_pickle


def vet(folder: Path, described: Manifest) -> None:
    """Raise ModelError if the files of a folder are not a harmless model of the kind they claim."""
    layout = layout_of(described.engine, described.family)
    if layout is None:
        raise ModelError(
            "The engine {engine} has no models of the kind {family}.",
            hint="The manifest of {model} is wrong; get the model from another source.",
            engine=described.engine,
            family=described.family.value,
            model=described.name,
        )
    missing, foreign = layout.missing(described.files), layout.foreign(described.files)
    if missing:
        raise ModelError(
            "The model {model} is incomplete, it lacks: {files}.",
            hint="Copy the whole folder, or fetch the model: tingxia models fetch {model}",
            model=described.name,
            files=", ".join(choice.replace("|", " or ") for choice in missing),
        )
    if foreign:
        raise ModelError(
            "The model {model} holds files that no model of its kind needs: {files}.",
            hint="Look at them. Remove them and its manifest.json, then import the folder again.",
            model=described.name,
            files=", ".join(foreign[:5]),
        )
    said = family_said(folder / described.weights)
    if not agrees(described.family, said):
        raise ModelError(
            "The files of {model} are no {family} model: they say that they are {said}.",
            hint="Import them under another name, for instance --as my-{said}.",
            model=described.name,
            family=described.family.value,
            said=said.value if said else "something else",
        )
    for name in described.files:
        refuse_hostile_pickle(folder / name)
