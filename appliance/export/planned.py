"""The files of an export before they are written."""

import hashlib
from dataclasses import dataclass

from appliance.domain import export_plan
from appliance.export import manifest
from appliance.export.formats import FORMATS, Labels
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """A file with its content."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hash of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFolder:
    """The folder of one recording."""

    name: str
    documents: tuple[PlannedFile, ...]
    """The same at every export of the same text: what is already there need not be written."""

    proofs: tuple[PlannedFile, ...]
    """Manifest and hashes; written anew, after the documents."""

    @property
    def files(self) -> tuple[PlannedFile, ...]:
        """All files in the order of writing."""
        return self.documents + self.proofs


def plan(item: ExportItem, labels: Labels, *, exported: str) -> PlannedFolder:
    """Render the chosen formats of a recording. ``exported`` is the moment, ISO 8601."""
    options = ExportOptions()
    name = export_plan.folder_name(item.recording)
    documents = tuple(
        PlannedFile(name=f"{name}.{chosen}", content=FORMATS[chosen](item, labels, options))
        for chosen in options.formats
    )
    described = manifest.describe(
        item.recording,
        [(file.name, len(file.content), file.sha256) for file in documents],
        exported=exported,
    )
    told = PlannedFile(name=manifest.NAME, content=described)
    sums = manifest.sums([(file.name, file.sha256) for file in (*documents, told)])
    return PlannedFolder(
        name=name,
        documents=documents,
        proofs=(told, PlannedFile(name=manifest.SUMS_NAME, content=sums)),
    )
