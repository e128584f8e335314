"""Importing a model from a folder, an archive or a stick."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from appliance.domain.progress import Progress, no_progress
from appliance.errors import UsageError
from appliance.modelstore import manifest
from appliance.modelstore.archive import Limits, is_archive, unpack
from appliance.modelstore.catalogue import Entry, catalogue, entry_for
from appliance.modelstore.confined_copy import copy_confined, move_files
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import InstalledModel
from appliance.modelstore.layouts import Layout
from appliance.modelstore.manifest import Manifest
from appliance.modelstore.model_folder import described as described_by_recipe
from appliance.modelstore.recipe import STARTER
from appliance.modelstore.search import Candidate, models_below, nearest
from appliance.modelstore.staging import replace, staged, sync, written_to
from appliance.modelstore.vetting import vet


def bring_in(
    models: Path,
    path: Path,
    *,
    name: str = "",
    limits: Limits | None = None,
    progress: Progress = no_progress,
) -> InstalledModel:
    """Copy the model at ``path``, look it over and install it, whole or not at all.

    ``name`` is what it shall be called. Raises ModelError with what to do, UsageError.
    """
    if name and not manifest.is_model_name(name):
        raise UsageError(
            "{name} cannot be the name of a model.",
            hint="Use small letters, digits, dots, dashes and underscores: --as my-model",
            name=repr(name),
        )
    limits = limits or Limits()
    with written_to(models, name or path.name), staged(models) as staging:
        source = path
        if is_archive(path) and path.is_file():
            source = staging / "unpacked"
            unpack(path, source, limits=limits, progress=progress)
        candidate = _only_model(source, path)
        fresh = staging / "model"
        copy = partial(copy_confined, candidate.folder, fresh, limits, progress)
        return _install(models, fresh, _take(candidate, copy, name, str(path)))


def take_in(models: Path, folder: Path, *, name: str, origin: str) -> InstalledModel:
    """Install the model in a folder of ours, with the same checks; its files are moved.

    ``origin`` says where it came from. Raises ModelError with what to do.
    """
    with written_to(models, name), staged(models) as staging:
        fresh = staging / "model"
        candidate = _only_model(folder, folder)
        move = partial(move_files, candidate.folder, fresh)
        return _install(models, fresh, _take(candidate, move, name, origin))


def _install(models: Path, fresh: Path, described: Manifest) -> InstalledModel:
    vet(fresh, described)
    manifest.write(fresh, described)
    sync(fresh)
    replace(fresh, models / described.name)
    return described.installed(models / described.name)


def _only_model(source: Path, path: Path) -> Candidate:
    if not source.exists():
        raise UsageError(
            "There is no {path}.",
            hint="Check the name; a stick must be mounted.",
            path=path,
        )
    if not source.is_dir():
        raise UsageError(
            "{path} is neither a folder nor an archive.",
            hint="Name the folder of the model, or a .tar, .tar.gz, .tar.bz2, .tar.xz or .zip "
            "file.",
            path=path,
        )
    found = models_below(source)
    if len(found) == 1:
        return found[0]
    if found:
        raise ModelError(
            "There are {count} models in {path}: {folders}.",
            hint="Import one after the other, each by its own folder.",
            count=len(found),
            path=path,
            folders=", ".join(str(one.folder.relative_to(source)) for one in found[:8]),
        )
    almost = nearest(source)
    if almost is not None:
        layout, missing = almost
        raise ModelError(
            "The model in {path} is incomplete: for a {family} model it lacks {files}.",
            hint="Copy the whole folder again.",
            path=path,
            family=layout.family.value,
            files=", ".join(choice.replace("|", " or ") for choice in missing),
        )
    raise ModelError(
        "There is no model in {path}.",
        hint="Name the folder that holds its files. `tingxia models list` shows which models are "
        "known; docs/how-to/models.md says which files each has.",
        path=path,
    )


def _take(
    candidate: Candidate,
    copy: Callable[[Sequence[str]], dict[str, str]],
    name: str,
    origin: str,
) -> Manifest:
    """Copy the files of a model and describe them by their hashes."""
    if candidate.has_manifest:
        known = manifest.read(candidate.folder)
        hashes = copy(list(known.files))
        _refuse_differences(known, hashes)
        described = known.model_copy(update={"name": name} if name else {})
    else:
        layout = _chosen_layout(candidate, name)
        wanted = layout.wanted(candidate.names)
        hashes = copy(wanted)
        described = _described(layout, hashes, name, candidate.folder.name, origin)
    if described.name == STARTER.name and dict(described.files) != dict(
        described_by_recipe(STARTER).files
    ):
        raise ModelError(
            "{name} is the name of the starter, and this is another model.",
            hint="Give it a name of its own: --as my-whisper",
            name=described.name,
        )
    return described


def _chosen_layout(candidate: Candidate, name: str) -> Layout:
    entry = catalogue().get(name)
    if entry is not None:
        for layout in candidate.layouts:
            if (layout.engine, layout.family) == (entry.engine, entry.family):
                return layout
        raise ModelError(
            "The files in {folder} are no {family} model, which {name} is; they look like {like}.",
            hint="Leave --as away, or give the model a name of its own.",
            folder=candidate.folder,
            family=entry.family.value,
            name=name,
            like=" or ".join(layout.family.value for layout in candidate.layouts),
        )
    if len(candidate.layouts) > 1:
        raise ModelError(
            "The files in {folder} can be several kinds of model: {kinds}.",
            hint="Say which one it is, for instance --as {example}.",
            folder=candidate.folder,
            kinds=", ".join(layout.family.value for layout in candidate.layouts),
            example=_example(candidate.layouts[0]),
        )
    return candidate.layouts[0]


def _example(layout: Layout) -> str:
    entry = entry_for(layout.engine, layout.family)
    return entry.name if entry else "NAME"


def _described(
    layout: Layout, hashes: Mapping[str, str], name: str, folder_name: str, origin: str
) -> Manifest:
    """Describe a model without a manifest, by the catalogue where it is the catalogue's."""
    weights = layout.weights(hashes)
    entry = catalogue().get(name) or entry_for(layout.engine, layout.family)
    same = entry is not None and _is_catalogues(entry, hashes)
    fallback = entry.name if entry else folder_name.lower().replace(" ", "-")
    chosen = name or fallback
    if not manifest.is_model_name(chosen):
        raise ModelError(
            "The model in {folder} has no name that can be used.",
            hint="Give it one: --as my-model",
            folder=folder_name,
        )
    return Manifest(
        name=chosen,
        title=entry.title if entry and same else f"{chosen} ({layout.family.value}, imported)",
        engine=layout.engine,
        family=layout.family,
        licence=entry.licence if entry else "unknown",
        languages=entry.languages if entry else (),
        source=(f"imported from {origin}",),
        weights=weights,
        files=dict(hashes),
    )


def _is_catalogues(entry: Entry, hashes: Mapping[str, str]) -> bool:
    """Tell whether the weights are the ones that the catalogue knows."""
    return any(
        file.sha256 is not None and hashes.get(file.name) == file.sha256
        for file in entry.files
        if file.name == entry.weights
    )


def _refuse_differences(known: Manifest, hashes: Mapping[str, str]) -> None:
    damaged = [name for name, sha256 in known.files.items() if hashes.get(name) != sha256]
    if damaged:
        raise ModelError(
            "The model {model} was not copied whole, or is damaged: {files}.",
            hint="Copy it again from where it was whole; let the stick finish before you pull it "
            "out.",
            model=known.name,
            files=", ".join(damaged[:5]) + (" …" if len(damaged) > 5 else ""),
        )
