"""DOCX: title, facts, markers first and again in their place, gaps, and what was said.

The same item gives the same bytes: the document's time is that of the recording, its author is
nobody, and the archive carries no times. Characters that XML forbids are replaced.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from appliance.domain.gap import Gap
from appliance.domain.marker import Marker
from appliance.export.formats import word_styles as styles
from appliance.export.formats.clock import clock
from appliance.export.formats.head import facts, title
from appliance.export.formats.labels import Labels
from appliance.export.formats.timeline import Entry, closing_words, timeline
from appliance.export.formats.word_archive import settled
from appliance.export.formats.word_body import Run, WordBody
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions

_THUMBNAIL: Final = RELATIONSHIP_TYPE.THUMBNAIL


def render(item: ExportItem, labels: Labels, options: ExportOptions) -> bytes:
    """Encode the document."""
    document = docx.Document()
    _drop_thumbnail(document)
    styles.prepare(document)
    _set_properties(document, item, labels)
    body = WordBody(document)
    entries = timeline(item, labels, options)
    body.add("Title", Run(title(item, labels)))
    for name, value in facts(item, labels, options):
        body.add("Normal", Run(f"{name}: {value}"))
    marked = [entry for entry in entries if isinstance(entry.source, Marker)]
    if marked:
        body.add("Heading 1", Run(labels.markers_heading))
    for entry in marked:
        body.add("List Bullet", *_time(entry, options), Run(entry.text))
    body.add("Heading 1", Run(labels.text_heading))
    for entry in entries:
        body.add(_style(entry), *_time(entry, options), *_worded(entry, labels))
    if closing := closing_words(item, labels):
        body.add(styles.GAP, Run(closing))
    written = io.BytesIO()
    document.save(written)
    return settled(written.getvalue())


def _set_properties(document: Document, item: ExportItem, labels: Labels) -> None:
    started = datetime.fromisoformat(item.recording.started.wall).astimezone(UTC)
    properties = document.core_properties
    properties.title = title(item, labels)[:255]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = started.replace(microsecond=0, tzinfo=None)
    properties.revision = 1


def _drop_thumbnail(document: Document) -> None:
    """Remove the picture of the template, which file managers would show."""
    relations = document.part.package.rels
    for key in [key for key, each in relations.items() if each.reltype == _THUMBNAIL]:
        del relations[key]


def _style(entry: Entry) -> str:
    match entry.source:
        case Gap():
            return styles.GAP
        case Marker():
            return styles.MARKER
        case _:
            return styles.UTTERANCE


def _time(entry: Entry, options: ExportOptions) -> Iterator[Run]:
    if options.with_times:
        yield Run(f"[{clock(entry.at_sample)}] ", styles.TIME)


def _worded(entry: Entry, labels: Labels) -> Iterator[Run]:
    match entry.source:
        case Gap():
            yield Run(f"— {entry.text} —")
        case Marker():
            yield Run(f"◆ {entry.text}")
        case _:
            if entry.speaker:
                yield Run(labels.says.format(speaker=entry.speaker, text=""), styles.SPEAKER)
            yield Run(entry.text)
