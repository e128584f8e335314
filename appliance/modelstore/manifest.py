"""The manifest in a model's folder: what it is, and every file with its SHA-256."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel

FILE_NAME: Final = "manifest.json"

LARGEST_BYTES: Final = 4 * 1024 * 1024
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def is_model_name(name: str) -> bool:
    """Tell whether a folder of this name can be a model: one plain, lower-case path component.

    None that ends in ``.json``: such files beside the models say what is in use.
    """
    return _NAME.fullmatch(name) is not None and not name.endswith(".json")


def is_confined(path: str) -> bool:
    """Tell whether a path stays inside the folder it is put below, on any system."""
    return 0 < len(path) <= 255 and not (
        any(part in {"", ".", ".."} for part in path.split("/"))
        or any(character < " " or character in '\\:*?"<>|\x7f' for character in path)
        or any("\ud800" <= character <= "\udfff" for character in path)
    )


def _confined(path: str) -> str:
    if path == FILE_NAME or not is_confined(path):
        raise ValueError("no path inside a model's folder")
    return path


def _named(name: str) -> str:
    if not is_model_name(name):
        raise ValueError("no name that a model can have")
    return name


RelativePath = Annotated[str, AfterValidator(_confined)]


class Manifest(BaseModel):
    """What stands in ``manifest.json``. Unknown fields are kept out of sight, not refused."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, AfterValidator(_named)]
    title: str = Field(max_length=200)
    engine: str = Field(pattern="^(whisper|sherpa|funasr)$")
    family: Family
    licence: str = Field(max_length=200)
    languages: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    """Where it came from: packages, addresses, a folder."""

    made_from: Mapping[str, str] = Field(default_factory=dict)
    """For a converted model: the checkpoint's name and SHA-256, and what was checked."""

    weights: RelativePath
    """Name of the file that identifies the model."""

    files: Mapping[RelativePath, Annotated[str, Field(pattern="^[0-9a-f]{64}$")]]

    @model_validator(mode="after")
    def _weights_are_listed(self) -> "Manifest":
        if self.weights not in self.files:
            raise ValueError("the weights are not among the files")
        return self

    @property
    def sha256(self) -> str:
        """Of the weights."""
        return self.files[self.weights]

    def installed(self, folder: Path) -> InstalledModel:
        """Describe a folder by its manifest. Raises OSError if a file of it is missing."""
        return InstalledModel(
            path=folder,
            name=self.name,
            title=self.title,
            engine=self.engine,
            family=self.family,
            languages=self.languages,
            weights=self.weights,
            sha256=self.sha256,
            files=frozenset(self.files),
            size_bytes=sum((folder / name).stat().st_size for name in self.files),
            licence=self.licence,
        )


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a freshly made folder."""
    content = manifest.model_dump(mode="json", exclude_defaults=False)
    content["files"] = dict(sorted(content["files"].items()))
    text = json.dumps(content, indent=1, ensure_ascii=False)
    (folder / FILE_NAME).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Read a folder's manifest. Raises ModelError; FileNotFoundError if there is none."""
    file = folder / FILE_NAME
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unusable(file, error.strerror or str(error)) from error
    if len(content) > LARGEST_BYTES:
        raise _unusable(file, "it is larger than a manifest can be")
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _unusable(file, f"{place}: {first['msg']}" if place else first["msg"]) from error


def sha256_of(file: Path) -> str:
    """Hash a file; 0.1 s for 100 MB."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def damaged_files(folder: Path, expected: Mapping[str, str]) -> list[str]:
    """Return the files that are missing or differ from their SHA-256; reads them all."""
    damaged = []
    for name, sha256 in expected.items():
        file = folder / name
        try:
            intact = file.is_file() and sha256_of(file) == sha256
        except OSError:
            intact = False
        if not intact:
            damaged.append(name)
    return damaged


def _unusable(file: Path, reason: str) -> ModelError:
    return ModelError(
        "The manifest {file} cannot be used: {reason}.",
        hint="Bring the model in again: as a signed bundle on the Stick page, or with "
        "`tingxia models import` or `tingxia models fetch`.",
        file=file,
        reason=reason,
    )
