"""Looks a strange model over before it is installed: its files, its kind, its pickles."""

from pathlib import Path

from appliance.modelstore.ctranslate2_file import check_ctranslate2
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family
from appliance.modelstore.layouts import agrees, family_said, layout_of
from appliance.modelstore.manifest import Manifest
from appliance.modelstore.onnx_metadata import read_onnx_metadata
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
    weights = layout.weights(described.files)
    for name in described.files:
        is_whisper = described.family is Family.WHISPER and name == weights
        _refuse_broken(folder / name, described.name, is_ctranslate2=is_whisper)
    said = family_said(folder / weights)
    if not agrees(described.family, said):
        raise ModelError(
            "The files of {model} are no {family} model: they say that they are {said}.",
            hint="Import them under another name, for instance --as my-{said}.",
            model=described.name,
            family=described.family.value,
            said=said.value if said else "something else",
        )
    for name in described.files:
        # FunASR unpickles its weights, whatever they are.
        unpickled = described.engine == "funasr" and name == weights
        refuse_hostile_pickle(folder / name, must_be_pickle=unpickled)


def _refuse_broken(file: Path, model: str, *, is_ctranslate2: bool) -> None:
    """Refuse what a manifest made of damaged files would call intact."""
    try:
        if is_ctranslate2:
            check_ctranslate2(file)
        elif file.suffix == ".onnx":
            read_onnx_metadata(file)
    except ValueError as error:
        raise ModelError(
            "The file {file} of {model} is not whole, or no model.",
            hint="Copy the folder again from where it was whole, or get it from its publisher.",
            file=file.name,
            model=model,
        ) from error
