"""A recording as lines to read and to hear: text, markers and gaps in their places. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from appliance.domain.audio import to_seconds
from appliance.domain.marker import Marker
from appliance.domain.spoken_moments import spoken_moments
from appliance.domain.transcript import Segment, TranscriptKind
from appliance.station.face import RecordingView, SpeakerState
from appliance.station.face_search import Ranges, Search

from .i18n import Language
from .wording import GAPS, MARKERS, length, position


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; tapping it plays from ``start_s``."""

    start_s: float
    end_s: float
    text: str
    sign: str = ""
    """Of a marker or a gap; text has none."""

    who: str = ""
    """The speaker, where there are several."""

    segment: Segment | None = None
    """What is said; markers and gaps have none."""

    marker: Marker | None = None
    """What somebody marked; a note may be written beside it."""

    found: Ranges = ()
    """Characters of the text that were looked for, from and up to."""

    def for_browser(self, number: int) -> dict[str, Any]:
        """Return what the browser needs; the moments of its words are found only now."""
        segment = self.segment
        moments = segment and spoken_moments(
            self.text,
            segment.words,
            start_sample=segment.start_sample,
            end_sample=segment.end_sample,
        )
        return {
            "n": number,
            "starts": moments.starts if moments else (),
            "start": self.start_s,
            "end": self.end_s,
            "at": position(self.start_s),
            "text": self.text,
            "sign": self.sign,
            "who": self.who,
            "marker": self.marker is not None,
            "found": self.found,
        }


def lines(view: RecordingView, _: Language, *, raw: bool = False) -> list[Line]:
    """Return all lines in the order of the recording; a gap stands before what follows it.

    ``raw`` gives the text as it was before anything was corrected in it.
    """
    found = [
        (gap.at_sample, 0, _gap_line(gap.at_sample, _(GAPS[gap.cause]), gap.duration_s, _))
        for gap in view.recording.gaps
    ]
    for marker in view.recording.markers:
        text = ": ".join(filter(None, (_(MARKERS[marker.kind]), marker.note)))
        place_s = to_seconds(marker.at_sample)
        line = Line(
            start_s=place_s, end_s=place_s, text=text, sign=marker.kind.value, marker=marker
        )
        found.append((marker.at_sample, 1, line))
    several = len(speakers(view)) > 1 or bool(view.summary.speaker_names) or _by_hand(view)
    for segment in view.transcript.segments if view.transcript else ():
        line = Line(
            start_s=to_seconds(segment.start_sample),
            end_s=to_seconds(segment.end_sample),
            text=segment.raw_text if raw else segment.text,
            who=_who(segment, view.summary.speaker_names, _) if several else "",
            segment=segment,
        )
        found.append((segment.start_sample, 2, line))
    found.sort(key=lambda entry: entry[:2])
    return [line for _sample, _rank, line in found]


async def marked(lines: list[Line], text: str, search: Search) -> list[Line]:
    """Return the lines with what is found in what was said, as the history finds it."""
    if not text:
        return lines
    said = [line.text if line.segment is not None else "" for line in lines]
    found = await search.find_in(said, text)
    return [replace(line, found=found.get(number, ())) for number, line in enumerate(lines)]


def speakers(view: RecordingView) -> list[int]:
    """Return the numbers of those who say something."""
    segments = view.transcript.segments if view.transcript else ()
    return sorted({segment.speaker for segment in segments if segment.speaker is not None})


def _by_hand(view: RecordingView) -> bool:
    """Tell whether speakers can only have been chosen by somebody, who looks for them."""
    is_edited = view.transcript is not None and view.transcript.kind is TranscriptKind.EDITED
    return is_edited and view.summary.speaker_state is not SpeakerState.FOUND


def speaker_name(speaker: int, names: Mapping[int, str], _: Language) -> str:
    """Return what a speaker is called."""
    return names.get(speaker) or _("Speaker {number}", number=speaker)


def _who(segment: Segment, names: Mapping[int, str], _: Language) -> str:
    if segment.speaker is None:
        return ""
    name = speaker_name(segment.speaker, names, _)
    return _("{name} and others", name=name) if segment.overlap else name


def _gap_line(at_sample: int, template: str, duration_s: float, _: Language) -> Line:
    place_s = to_seconds(at_sample)
    text = template.format(length=length(duration_s, _))
    return Line(start_s=place_s, end_s=place_s, text=text, sign="gap")
