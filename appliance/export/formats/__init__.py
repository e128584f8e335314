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
)
from appliance.export.formats.labels import LABELS, Labels
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions, Format


def _word_document(item: ExportItem, labels: Labels, options: ExportOptions) -> bytes:
    """Encode a DOCX; the library for it takes 10 MB of memory, so only now is it loaded."""
    from appliance.export.formats import word_document

    return word_document.render(item, labels, options)


FORMATS: Final[Mapping[Format, Callable[[ExportItem, Labels, ExportOptions], bytes]]] = (
    MappingProxyType(
        {
            Format.TXT: txt.render,
            Format.MARKDOWN: markdown.render,
            Format.SRT: srt.render,
            Format.VTT: vtt.render,
            Format.JSON: structured.render,
            Format.CSV: spreadsheet.render,
            Format.DOCX: _word_document,
        }
    )
)
"""All but FLAC, which is streamed. The same item gives the same bytes."""

__all__ = ["FORMATS", "LABELS", "Labels"]
