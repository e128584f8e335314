"""Making a bundle of a folder: its manifest, which is then signed."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from appliance.bundles.errors import BundleError
from appliance.bundles.manifest import Bundle, refused_manifest, to_bytes
from appliance.domain.bundle import MANIFEST, SIGNATURE, BundleKind
from appliance.domain.stick_contents import is_hidden
from appliance.modelstore.manifest import sha256_of
from appliance.recordings.durable import replace_file


def make(folder: Path, *, kind: BundleKind, name: str, version: str) -> Bundle:
    """Write the manifest of all files in a folder; an earlier signature is removed.

    Raises BundleError.
    """
    try:
        content = {
            "kind": kind,
            "name": name,
            "version": version,
            "files": [
                {
                    "path": file.relative_to(folder).as_posix(),
                    "size_bytes": file.stat().st_size,
                    "sha256": sha256_of(file),
                }
                for file in _files(folder, folder)
            ],
        }
        bundle = Bundle.model_validate(content)
        (folder / SIGNATURE).unlink(missing_ok=True)  # it would be that of another manifest
        replace_file(folder / MANIFEST, to_bytes(bundle))
    except ValidationError as error:
        raise refused_manifest(error, str(folder)) from error
    except OSError as error:
        raise BundleError(
            "{folder} cannot be made a bundle: {reason}.",
            hint="Name a folder that can be read and written.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
    return bundle


def _files(folder: Path, root: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if is_hidden(entry.name.encode(errors="surrogateescape")):
            continue
        if entry.parent == root and entry.name in {MANIFEST, SIGNATURE}:
            continue
        if entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
            raise BundleError(
                "{file} is a link or a device, which no bundle holds.",
                hint="Put the file itself there: cp -L",
                file=entry,
            )
        if entry.is_dir():
            yield from _files(entry, root)
        else:
            yield entry
