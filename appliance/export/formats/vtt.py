"""WebVTT subtitles, for players on pages.

The speaker is a voice (``<v Name>``), which takes no room in the line. Markers and gaps are
comments (``NOTE``) before the cue they precede: no viewer sees them, programs may read them.
Text is escaped as the specification says; comments cannot be, so that an arrow in them is
written with a full-width look-alike.
"""

from collections.abc import Iterator
from html import escape

from appliance.domain.spoken_moments import to_ms
from appliance.domain.subtitles import Cue
from appliance.domain.transcript import Segment
from appliance.export.formats.captions import captions, timestamp
from appliance.export.formats.head import facts, title
from appliance.export.formats.labels import Labels
from appliance.export.formats.timeline import timeline
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions


def render(item: ExportItem, labels: Labels, options: ExportOptions) -> bytes:
    """Encode title, facts, and all cues and comments."""
    return "\r\n".join(_blocks(item, labels, options)).encode()


def _blocks(item: ExportItem, labels: Labels, options: ExportOptions) -> Iterator[str]:
    yield "WEBVTT\r\n"
    known = (f"{name}: {value}" for name, value in facts(item, labels, options))
    yield _note("\r\n".join([title(item, labels), *known]))
    notes = [
        (to_ms(entry.at_sample), entry.text)
        for entry in timeline(item, labels, options)
        if not isinstance(entry.source, Segment)
    ]
    for cue in captions(item, labels, options):
        while notes and notes[0][0] <= cue.start_ms:
            yield _moment_note(*notes.pop(0))
        yield _cue(cue)
    for note in notes:
        yield _moment_note(*note)


def _cue(cue: Cue) -> str:
    times = f"{timestamp(cue.start_ms, '.')} --> {timestamp(cue.end_ms, '.')}\r\n"
    voice = f"<v {_name(cue.speaker)}>" if cue.speaker else ""
    return times + voice + "".join(f"{escape(line, quote=False)}\r\n" for line in cue.lines)


def _name(speaker: str) -> str:
    """Escape a name; its last hyphen and the end of the tag would be an arrow."""
    name = escape(speaker, quote=False)
    return f"{name[:-1]}&#45;" if name.endswith("-") else name


def _moment_note(at_ms: int, text: str) -> str:
    return _note(f"{timestamp(at_ms, '.')} {text}")


def _note(text: str) -> str:
    return f"NOTE {text.replace('-->', '--＞')}\r\n"
