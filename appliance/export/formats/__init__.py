"""How a recording is written down, one module a format; its audio is in ``audio``."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from appliance.export.formats import (
    markdown,
    spreadsheet,
    srt,
    structured,
    txt,
    vtt,
    word_document,
)
from appliance.export.formats.labels import LABELS, Labels
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions, Format

FORMATS: Final[Mapping[Format, Callable[[ExportItem, Labels, ExportOptions], bytes]]] = (
    MappingProxyType(
        {
            Format.TXT: txt.render,
            Format.MARKDOWN: markdown.render,
            Format.SRT: srt.render,
            Format.VTT: vtt.render,
            Format.JSON: structured.render,
            Format.CSV: spreadsheet.render,
            Format.DOCX: word_document.render,
        }
    )
)
"""All but FLAC, which is streamed. The same item gives the same bytes."""

__all__ = ["FORMATS", "LABELS", "Labels"]
