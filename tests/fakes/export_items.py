"""Recordings to write down, among them such with texts that nobody would say."""

from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.text_change import TextChange, TextStep
from appliance.domain.transcript import Segment
from appliance.export.formats import FORMATS, LABELS
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions, Format
from tests.fakes.speech import recording, segment, transcript

HOSTILE: Final = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(), max_size=30),
    st.lists(
        st.sampled_from(
            [
                *(
                    "-->",
                    "<b>",
                    "</v>",
                    "<script>",
                    "&lt;",
                    "{\\an8}",
                    "\\N",
                    "**",
                    "# ",
                    "1. ",
                    "|",
                ),
                *("[a](http://b.c)", "![", "`", "=1+1", "@x", "+", "-", "'", '"', ",", ";", "\t"),
                *("\r\n", "\n\n", "\0", "\x1b", "\x85", "\u2028", "\ud800", "\ufffe", "\ufeff"),
                *("\u202e", "\u200f", "a" * 100, "一" * 60, "，" * 50, "00:00:01,000", "0:00:02.5"),
                *("12", "NOTE", "WEBVTT", "好的。", " ", "www.b.c", "\u0301", "😀", "~~~", "---"),
            ]
        ),
        max_size=8,
    ).map("".join),
)
"""Markup of every format, formulas, control characters, halves of characters, very long words."""


def item(*segments: Segment, complete: bool = True, title: str = "周会") -> ExportItem:
    """A recording with this text, a gap and a marker."""
    return ExportItem(
        recording=recording(title=title), transcript=transcript(*segments, complete=complete)
    )


def hostile_item(text: str) -> ExportItem:
    """A recording in which everything that somebody said or typed is this."""
    change = TextChange(step=TextStep.ITN, start=0, before=text, after=text, cause=text)
    spoken = replace(segment(1, text), raw_text=text, speaker=1, changes=(change,))
    marker = Marker(at_sample=0, kind=MarkerKind.PLAIN, note=text)
    return ExportItem(
        recording=replace(recording(title=text), markers=(marker,)),
        transcript=transcript(spoken, replace(segment(9, "好。"), speaker=2)),
        speaker_names={1: text},
    )


def written(
    exported: ExportItem,
    chosen: Format,
    options: ExportOptions | None = None,
    *,
    locale: str = "en",
) -> bytes:
    """The document."""
    return FORMATS[chosen](exported, LABELS[locale], options or ExportOptions())


def compact(text: str) -> str:
    """Without any space, for comparing words."""
    return "".join(text.split())
