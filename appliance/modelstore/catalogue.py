"""The models that are known by name: what they are good for and where they come from."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.errors import UsageError
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family
from appliance.modelstore.manifest import RelativePath

FILE_NAME: Final = "catalogue.toml"

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class CatalogueFile(BaseModel):
    """A file of a model; size and hash where they were published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: RelativePath
    size_bytes: int | None = Field(default=None, ge=0)
    sha256: Sha256 | None = None


class Source(BaseModel):
    """Where a hub has a model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    repository: str
    revision: str = ""
    """Branch, tag or commit; of a release its tag. Empty takes the hub's usual one."""

    names: Mapping[RelativePath, str] = Field(default_factory=dict)
    """The hub's names of files that are called otherwise here."""

    archive: str = ""
    """Name of the archive that holds all files, if the hub has them so."""

    archive_bytes: int | None = None
    archive_sha256: Sha256 | None = None


class Entry(BaseModel):
    """A model of the catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    engine: str
    family: Family
    languages: tuple[str, ...]
    licence: str
    good_for: str
    error_rates: str
    """CER in per cent as published."""

    weights: RelativePath
    files: tuple[CatalogueFile, ...]
    sources: Mapping[str, Source] = Field(default_factory=dict)
    """By hub; the first one is asked unless another is named."""

    @property
    def size_bytes(self) -> int | None:
        """Of all files; None if one is not known."""
        sizes = [file.size_bytes for file in self.files]
        return None if None in sizes else sum(size for size in sizes if size is not None)


@cache
def catalogue() -> Mapping[str, Entry]:
    """Return the models by name, in the order of the file."""
    here = Path(__file__).parent
    packaged, of_repository = here / FILE_NAME, here.parents[1] / "models" / FILE_NAME
    file = packaged if packaged.exists() else of_repository
    try:
        return parse(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ModelError(
            "The catalogue of models {file} cannot be read: {reason}.",
            hint="Install the program again: pip install --force-reinstall --no-deps tingxia",
            file=file,
            reason=error,
        ) from error


def parse(content: Mapping[str, Any]) -> Mapping[str, Entry]:
    """Check a catalogue. Raises ValueError."""
    try:
        return {
            name: Entry.model_validate({**table, "name": name}) for name, table in content.items()
        }
    except (ValidationError, TypeError) as error:
        raise ValueError(str(error)) from error


def entry_named(name: str) -> Entry:
    """Return a model of the catalogue. Raises UsageError with the nearest names."""
    found = catalogue().get(name)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(name, catalogue(), n=3, cutoff=0.5)
        raise UsageError(
            "The catalogue has no model {model}.",
            hint="Did you mean {near}? `tingxia models list` shows all."
            if near
            else "`tingxia models list` shows all names.",
            model=name,
            near=" or ".join(near),
        )
    return found


def entry_for(engine: str, family: Family) -> Entry | None:
    """Return the catalogue's model of a kind, if there is exactly one."""
    found = [e for e in catalogue().values() if (e.engine, e.family) == (engine, family)]
    return found[0] if len(found) == 1 else None
