"""``bundle.json``: what a bundle is, and every file with its size and SHA-256."""

import json
from pathlib import PurePosixPath
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from appliance.bundles.errors import BundleError
from appliance.domain.bundle import MANIFEST, SIGNATURE, BundleKind, version_order
from appliance.domain.stick_contents import is_hidden
from appliance.modelstore.manifest import is_confined, is_model_name

FILES_LIMIT: Final = 10_000
BYTES_LIMIT: Final = 20_000_000_000
LARGEST_BYTES: Final = 8 * 1024 * 1024
"""A manifest of the most files with the longest names."""


def _named(name: str) -> str:
    if not is_model_name(name):
        raise ValueError("no name of small letters, digits, dots, dashes and underscores")
    return name


def _placed(path: str) -> str:
    if not is_confined(path) or any(is_hidden(name.encode()) for name in path.split("/")):
        raise ValueError("no path inside a bundle")
    if path.lower() in {MANIFEST, SIGNATURE}:
        raise ValueError("the manifest does not list itself")
    return path


def _ordered(version: str) -> str:
    version_order(version)
    return version


class BundleFile(BaseModel):
    """One file of a bundle."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    path: Annotated[str, AfterValidator(_placed)]
    """Below the bundle's folder, with ``/`` between the names."""

    size_bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Bundle(BaseModel):
    """What stands in ``bundle.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    kind: BundleKind
    name: Annotated[str, AfterValidator(_named)]
    version: Annotated[str, AfterValidator(_ordered)]
    files: tuple[BundleFile, ...] = Field(min_length=1, max_length=FILES_LIMIT)

    @model_validator(mode="after")
    def _files_belong_together(self) -> Self:
        paths = [file.path for file in self.files]
        if len(set(paths)) != len(paths):
            raise ValueError("a file is listed twice")
        if self.size_bytes > BYTES_LIMIT:
            raise ValueError("it is larger than any model")
        if self.kind is BundleKind.LEXICON and not all(map(_is_pack, paths)):
            raise ValueError("a bundle of packs holds *.txt files alone, in no folders")
        return self

    @property
    def size_bytes(self) -> int:
        """Of all files together."""
        return sum(file.size_bytes for file in self.files)


def to_bytes(bundle: Bundle) -> bytes:
    """Write a manifest."""
    text = json.dumps(bundle.model_dump(mode="json"), indent=1, ensure_ascii=False)
    return f"{text}\n".encode()


def from_bytes(content: bytes, place: str) -> Bundle:
    """Read a manifest. Raises BundleError, with ``place`` as the bundle's name."""
    try:
        return Bundle.model_validate_json(content)
    except ValidationError as error:
        raise refused_manifest(error, place) from error


def refused_manifest(error: ValidationError, place: str) -> BundleError:
    """Say what is wrong with a manifest."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return BundleError(
        "The bundle {bundle} cannot be used: {reason}.",
        hint="Have it made with `tingxia bundle make`; a newer kind of bundle needs a newer box.",
        bundle=place,
        reason=f"{where}: {first['msg']}" if where else first["msg"],
    )


def _is_pack(path: str) -> bool:
    return "/" not in path and PurePosixPath(path).suffix == ".txt"
