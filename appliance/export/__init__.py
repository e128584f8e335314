"""Carrying recordings away: formats, stick, manifest, verification."""

from appliance.export.encryption import ruled
from appliance.export.errors import ExportError
from appliance.export.exporting import export
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions, Format
from appliance.export.progress import ExportProgress, ExportStep, WithoutAudio
from appliance.export.verify import verify

__all__ = [
    "ExportError",
    "ExportItem",
    "ExportOptions",
    "ExportProgress",
    "ExportStep",
    "Format",
    "WithoutAudio",
    "export",
    "ruled",
    "verify",
]
