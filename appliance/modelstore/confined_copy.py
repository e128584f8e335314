"""Copying a model's files out of a folder of a stranger: nothing but regular files inside it."""

import os
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from appliance.domain.progress import Progress
from appliance.modelstore import manifest
from appliance.modelstore.archive import Limits
from appliance.modelstore.errors import ModelError
from appliance.modelstore.staging import require_space

_BLOCK_BYTES: Final = 4 * 1024 * 1024


def copy_confined(
    folder: Path, fresh: Path, limits: Limits, progress: Progress, names: Sequence[str]
) -> dict[str, str]:
    """Copy files below a folder and hash the copies; a missing one is left out.

    Links may lead anywhere inside the folder. Raises ModelError for one that leads out, for what
    is no regular file, and for more than any model has.
    """
    root = folder.resolve()
    sizes = {name: size for name in names if (size := _size(root, folder / name)) is not None}
    total_bytes = sum(sizes.values())
    if total_bytes > limits.total_bytes or len(names) > limits.members:
        raise ModelError(
            "The model in {folder} is larger than any model is.",
            hint="Look into the folder: something else lies in it.",
            folder=folder,
        )
    require_space(fresh, total_bytes)
    done_bytes, hashes = 0, {}
    for name, size_bytes in sizes.items():
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open((folder / name).resolve(), os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as source, target.open("xb") as written:
            left = size_bytes
            while left and (block := source.read(min(_BLOCK_BYTES, left))):
                written.write(block)
                left -= len(block)
                done_bytes += len(block)
                progress(name, done_bytes, total_bytes)
        hashes[name] = manifest.sha256_of(target)
    return hashes


def move_files(folder: Path, fresh: Path, names: Sequence[str]) -> dict[str, str]:
    """Move files out of a folder of ours and hash them; a missing one is left out."""
    hashes = {}
    for name in names:
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.move(folder / name, target)
        except FileNotFoundError:
            continue
        hashes[name] = manifest.sha256_of(target)
    return hashes


def _size(root: Path, file: Path) -> int | None:
    """Return the length of a regular file that lies below the root; None if there is none."""
    try:
        real = file.resolve(strict=True)
        status = real.stat()
    except (OSError, RuntimeError):
        if not file.is_symlink():
            return None
        raise _leads_out(file, "it is a link to nothing") from None
    if not real.is_relative_to(root):
        raise _leads_out(file, "it is a link out of the folder")
    if not stat.S_ISREG(status.st_mode):
        raise _leads_out(file, "it is no regular file")
    return status.st_size


def _leads_out(file: Path, reason: str) -> ModelError:
    return ModelError(
        "The file {file} is refused: {reason}.",
        hint="Copy the model so that its files themselves are there: cp -rL FOLDER STICK",
        file=file,
        reason=reason,
    )
