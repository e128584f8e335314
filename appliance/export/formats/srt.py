r"""SubRip subtitles. UTF-8, CR LF, as players expect.

The format knows no way to write the characters of its own markup, which players take from
anywhere: ``<``, ``{``, ``}``, ``\`` and the arrow are written with their full-width look-alikes,
which Unicode's compatibility normalisation (NFKC) turns back. Markers and gaps are left out:
whoever watches would take them for something said.
"""

import re
from typing import Final

from appliance.domain.subtitles import Cue
from appliance.export.formats.captions import captions, timestamp
from appliance.export.formats.labels import Labels
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions

_LOOK_ALIKES: Final = str.maketrans("<{}\\", "＜｛｝＼")
_MOMENT: Final = re.compile(r"(?<=\d:\d\d:\d\d)[.,](?=\d)")
"""Two of them in a line of text and readers take it for a line of times."""

_WORD_JOINER: Final = "\u2060"


def render(item: ExportItem, labels: Labels, options: ExportOptions) -> bytes:
    """Encode all cues."""
    found = captions(item, labels, options, written=_written, with_lead=True)
    return "\r\n".join(_block(number, cue) for number, cue in enumerate(found, start=1)).encode()


def _block(number: int, cue: Cue) -> str:
    times = f"{timestamp(cue.start_ms, ',')} --> {timestamp(cue.end_ms, ',')}"
    *others, last = cue.lines
    if others and last.isdecimal():
        last += _WORD_JOINER  # alone on its line it would be taken for the next cue's number
    return "".join(f"{line}\r\n" for line in (str(number), times, *others, last))


def _written(text: str) -> str:
    text = text.translate(_LOOK_ALIKES).replace("-->", "--＞")
    return _MOMENT.sub(lambda match: "．" if match[0] == "." else "，", text)
