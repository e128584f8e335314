"""A recording as lines to read and to hear: text, markers and gaps in their places. Pure."""

from dataclasses import dataclass
from typing import Any

from appliance.domain.audio import to_seconds
from appliance.domain.transcript import Segment
from appliance.station.face import RecordingView

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

    def for_browser(self, number: int) -> dict[str, Any]:
        """Return what the browser needs."""
        return {
            "n": number,
            "start": self.start_s,
            "end": self.end_s,
            "at": position(self.start_s),
            "text": self.text,
            "sign": self.sign,
            "who": self.who,
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
        line = Line(start_s=place_s, end_s=place_s, text=text, sign=marker.kind.value)
        found.append((marker.at_sample, 1, line))
    several = speaker_count(view) > 1
    for segment in view.transcript.segments if view.transcript else ():
        line = Line(
            start_s=to_seconds(segment.start_sample),
            end_s=to_seconds(segment.end_sample),
            text=segment.raw_text if raw else segment.text,
            who=_who(segment, _) if several else "",
        )
        found.append((segment.start_sample, 2, line))
    found.sort(key=lambda entry: entry[:2])
    return [line for _sample, _rank, line in found]


def speaker_count(view: RecordingView) -> int:
    """Return how many speakers say something."""
    segments = view.transcript.segments if view.transcript else ()
    return len({segment.speaker for segment in segments} - {None})


def was_corrected(view: RecordingView) -> bool:
    """Tell whether the raw text is another one anywhere."""
    segments = view.transcript.segments if view.transcript else ()
    return any(segment.raw_text != segment.text for segment in segments)


def _who(segment: Segment, _: Language) -> str:
    if segment.speaker is None:
        return ""
    if segment.overlap:
        return _("Speaker {number} and others", number=segment.speaker)
    return _("Speaker {number}", number=segment.speaker)


def _gap_line(at_sample: int, template: str, duration_s: float, _: Language) -> Line:
    place_s = to_seconds(at_sample)
    text = template.format(length=length(duration_s, _))
    return Line(start_s=place_s, end_s=place_s, text=text, sign="gap")
