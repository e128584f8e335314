"""Under which licences everything in this box is: from the packages' and the models' own words."""

import asyncio
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from typing import Final

from appliance.modelstore.store import ModelStore
from appliance.paths import Paths
from appliance.station.face_licences import LicencesTold, Licensed

LONGEST_NAME: Final = 80
LONGEST_TEXT: Final = 200_000
"""Some packages carry the licences of all that they were built from."""

_CLASSIFIER: Final = "License :: "
_NO_NAMES: Final = frozenset({"", "OSI Approved", "UNKNOWN"})
_TEXT_FILE: Final = re.compile(r"(licen[cs]e|copying|notice|copyright)", re.IGNORECASE)


class BoxLicences:
    """Implements face_licences.Licences; needs no running box."""

    def __init__(self, paths: Paths) -> None:
        self._models = ModelStore(paths.models)

    async def told(self) -> LicencesTold:
        """See Licences."""
        return await asyncio.to_thread(self._told)

    async def text(self, package: str) -> str:
        """See Licences."""
        return await asyncio.to_thread(_text, package)

    def _told(self) -> LicencesTold:
        models = (
            Licensed(name=model.name, title=model.title, licence=model.licence)
            for model in self._models.installed()
        )
        return LicencesTold(models=tuple(models), packages=_packages())


def licence_name(expression: str, classifiers: list[str], free: str) -> str:
    """Return the shortest sure name of a licence from what a package's metadata says of it."""
    if expression:
        return expression
    named = [
        classifier.rpartition(" :: ")[2]
        for classifier in classifiers
        if classifier.startswith(_CLASSIFIER)
    ]
    named = [name for name in named if name not in _NO_NAMES]
    if named:
        return " / ".join(named)
    lines = free.strip().splitlines()  # some have the whole text there
    return "" if not lines or lines[0] in _NO_NAMES else lines[0][:LONGEST_NAME]


def _packages() -> tuple[Licensed, ...]:
    found: dict[str, Licensed] = {}
    for package in distributions():
        told = package.metadata
        name = told["Name"]
        if name and name.lower() not in found:  # the first on the path is the one that is used
            licence = licence_name(
                _first(told.get_all("License-Expression")),
                told.get_all("Classifier") or [],
                _first(told.get_all("License")),
            )
            title = f"{name} {package.version}"
            found[name.lower()] = Licensed(name=name, title=title, licence=licence)
    return tuple(found[name] for name in sorted(found))


def _first(values: list[str] | None) -> str:
    return values[0] if values else ""


def _text(package: str) -> str:
    try:
        found = distribution(package)
    except PackageNotFoundError:
        return ""
    return "\n\n".join(_texts(found))[:LONGEST_TEXT]


def _texts(package: Distribution) -> Iterator[str]:
    for file in package.files or []:
        is_own = any(part.endswith(".dist-info") for part in file.parts)
        if is_own and _TEXT_FILE.search(file.name):
            try:
                yield file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                continue
