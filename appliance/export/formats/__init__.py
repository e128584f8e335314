"""How a recording's text is written down, one module a format."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from appliance.export.formats import srt, structured, txt
from appliance.export.formats.labels import LABELS, Labels
from appliance.export.item import ExportItem

FORMATS: Final[Mapping[str, Callable[[ExportItem, Labels], bytes]]] = MappingProxyType(
    {"txt": txt.render, "srt": srt.render, "json": structured.render}
)
"""By file suffix."""

__all__ = ["FORMATS", "LABELS", "Labels"]
