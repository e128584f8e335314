"""Markdown (CommonMark): headings, markers first and again in their place, gaps.

Everything that was said or typed is escaped, so that no text becomes markup, a link or HTML.
"""

import re
from collections.abc import Iterator
from typing import Final

from appliance.domain.gap import Gap
from appliance.domain.marker import Marker
from appliance.export.formats.clock import clock
from appliance.export.formats.head import facts, title
from appliance.export.formats.labels import Labels
from appliance.export.formats.timeline import Entry, closing_words, timeline
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions

_ANYWHERE: Final = re.compile(r"[\\`*_{}\[\]<>#|~&$^=@]")
_AT_START: Final = re.compile(r"([-+]|\d+[.)](?=\s|$))")
_LINKS: Final = re.compile(r":(?=[^\s\d])|(?<=www)\.", re.IGNORECASE)
"""Some readers make addresses and ``:names:`` into links and pictures by themselves."""


def render(item: ExportItem, labels: Labels, options: ExportOptions) -> bytes:
    """Encode headings, and a paragraph for each utterance, gap and marker."""
    return "\r\n".join(_blocks(item, labels, options)).encode()


def escaped(text: str) -> str:
    """Return one line of text as Markdown that reads as this text."""
    text = _LINKS.sub(r"\\\g<0>", _ANYWHERE.sub(r"\\\g<0>", text))
    if found := _AT_START.match(text):
        return f"{text[: found.end() - 1]}\\{text[found.end() - 1 :]}"
    return text


def _blocks(item: ExportItem, labels: Labels, options: ExportOptions) -> Iterator[str]:
    entries = timeline(item, labels, options)
    yield f"# {escaped(title(item, labels))}\r\n"
    known = facts(item, labels, options)
    yield "".join(f"- {escaped(name)}: {escaped(value)}\r\n" for name, value in known)
    marked = [entry for entry in entries if isinstance(entry.source, Marker)]
    if marked:
        yield f"## {labels.markers_heading}\r\n"
        yield "".join(f"- {_time(entry, options)}{escaped(entry.text)}\r\n" for entry in marked)
    yield f"## {labels.text_heading}\r\n"
    for entry in entries:
        yield f"{_worded(entry, labels, options)}\r\n"
    if closing := closing_words(item, labels):
        yield f"*{escaped(closing)}*\r\n"


def _worded(entry: Entry, labels: Labels, options: ExportOptions) -> str:
    time = _time(entry, options)
    match entry.source:
        case Gap():
            return f"> {time}— {escaped(entry.text)} —"
        case Marker():
            return f"> {time}◆ {escaped(entry.text)}"
        case _ if entry.speaker:
            return time + labels.says.format(
                speaker=f"**{escaped(entry.speaker)}**", text=escaped(entry.text)
            )
        case _:
            return time + escaped(entry.text)


def _time(entry: Entry, options: ExportOptions) -> str:
    return f"`{clock(entry.at_sample)}` " if options.with_times else ""
