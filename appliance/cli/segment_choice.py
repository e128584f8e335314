"""Which segment of a text, or which marker, a person means by its time."""

import re
from collections.abc import Sequence
from typing import Final

from appliance.domain.audio import to_samples
from appliance.domain.marker import Marker
from appliance.errors import UsageError
from appliance.wire.station import MarkerLine, SegmentLine

_TIME: Final = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6}(?:\.\d{1,6})?)")


def seconds(text: str) -> float:
    """Read ``1:02:03.5``, ``2:03`` or ``123.5``. Raises UsageError."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            "{text} is no time.",
            hint="Write it as `tingxia library show` does, 00:01:23, or in seconds, 83.5.",
            text=text,
        )
    hours, minutes, rest = found.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(rest)


def chosen(segments: Sequence[SegmentLine], at: str, was: str | None) -> SegmentLine:
    """Return the segment that begins in that second, else the one that is spoken then.

    ``was`` tells apart what begins in the same second. Raises UsageError.
    """
    at_s = seconds(at)
    found = [
        segment
        for segment in segments
        if segment.start_s == at_s or ("." not in at and int(segment.start_s) == at_s)
    ]
    found = found or [each for each in segments if each.start_s <= at_s < each.end_s]
    if was is not None:
        found = [segment for segment in found if segment.text == was.strip()]
    if not found:
        raise UsageError(
            "Nothing{of_it} is said at {at}.",
            hint="`tingxia library show` prints the text with its times.",
            of_it=" of that text" if was is not None else "",
            at=at,
        )
    if len({segment.start_s for segment in found}) > 1:
        raise UsageError(
            "Several parts of the text begin at {at}.",
            hint="Say which: {times}.",
            at=at,
            times=" or ".join(f"--at {segment.start_s:g}" for segment in found),
        )
    return found[0]


def marked(markers: Sequence[MarkerLine], at: str) -> Marker:
    """Return the marker that was set in that second, or exactly then. Raises UsageError."""
    at_s = seconds(at)
    exact = [marker for marker in markers if marker.at_s == at_s]
    found = exact or [marker for marker in markers if int(marker.at_s) == at_s]
    if len(found) != 1:
        known = ", ".join(f"{marker.at_s:g}" for marker in found or markers)
        raise UsageError(
            "There are {count} markers at {at}.",
            hint="Say the second of one: {known}." if known else "It has no markers.",
            count=len(found) or "no",
            at=at,
            known=known,
        )
    (one,) = found
    return Marker(at_sample=to_samples(one.at_s), kind=one.kind, note=one.note)


def cut_before(text: str, words: str) -> int:
    """Return where the words begin that shall be the second half. Raises UsageError."""
    if text.count(words) != 1 or not words:
        raise UsageError(
            "“{words}” is in the text {count} times.",
            hint="Give the first words of the second half, so that they occur once: {text}",
            words=words,
            count=text.count(words) if words else "no",
            text=text,
        )
    return text.index(words)
