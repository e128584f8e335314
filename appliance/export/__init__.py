"""Carrying recordings away: formats, stick, manifest, verification."""

from appliance.export.errors import ExportError
from appliance.export.exporting import export
from appliance.export.item import ExportItem
from appliance.export.progress import ExportProgress, ExportStep
from appliance.export.verify import verify

__all__ = ["ExportError", "ExportItem", "ExportProgress", "ExportStep", "export", "verify"]
