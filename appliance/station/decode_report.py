"""What the decoding process says on standard error while it decodes."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from appliance.station.unreadable_audio import Refusal

_REPORT_BYTES: Final = 64 * 1024
"""More than this is read and forgotten."""

_FFMPEG: Final = re.compile(r"^(?:\[[^\]]*\] )?\[(\w+)\] (.*)$")
"""``[demuxer @ address] [level] words``, the first part only where a part of it speaks."""

_DESCRIPTOR: Final = re.compile(r"^/dev/fd/\d+: ")
_DURATION: Final = re.compile(r"^\s*Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?),")
_LONGEST_S: Final = 1e6
_GUESS: Final = "Estimating duration"
_COMPLAINTS: Final = frozenset({"error", "fatal", "panic"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the decoder said, as far as it matters."""

    refusal: Refusal | None = None
    detail: str = ""
    warning: str = ""


Hears = Callable[[float, bool], None]
"""Of a length in seconds, and whether it is but a guess of the decoder."""


async def read_report(stream: asyncio.StreamReader, *, on_duration: Hears) -> Report:
    """Read to the end; what was said first tells most.

    ``on_duration`` hears at once how long the file says that it is, which may be a lie.
    """
    reader = _Reader(on_duration)
    taken, text = 0, b""
    while block := await stream.read(_REPORT_BYTES):
        if taken < _REPORT_BYTES:
            taken += len(block)
            *lines, text = (text + block).split(b"\n")
            for line in lines:
                reader.take(line.decode(errors="replace"))
    reader.take(text.decode(errors="replace"))
    return reader.report


class _Reader:
    """Understands one line after the other."""

    def __init__(self, on_duration: Hears) -> None:
        self._on_duration = on_duration
        self._said: Report | None = None
        self._complaint = ""
        self._is_ffmpeg = False
        self._is_guess = False

    @property
    def report(self) -> Report:
        """What was said until now."""
        return self._said or Report(detail=self._complaint)

    def take(self, line: str) -> None:
        """Take a line: JSON of ours, words of ffmpeg, or of a linker."""
        spoken = _FFMPEG.match(line)
        if spoken is not None:
            self._is_ffmpeg = True
            self._hear_ffmpeg(*spoken.groups())
        elif not self._is_ffmpeg and not self._take_facts(line):
            # After ffmpeg began a line without a level is the rest of a title or comment.
            self._complaint = self._complaint or line.strip().rstrip(".")

    def _hear_ffmpeg(self, level: str, words: str) -> None:
        duration = _DURATION.match(words)
        self._is_guess = self._is_guess or words.startswith(_GUESS)
        if level in _COMPLAINTS:
            self._complaint = self._complaint or _DESCRIPTOR.sub("", words).strip().rstrip(".")
        elif duration is not None:
            hours, minutes, seconds = duration.groups()
            self._tell(int(hours) * 3600 + int(minutes) * 60 + float(seconds))

    def _take_facts(self, line: str) -> bool:
        try:
            facts = json.loads(line)
        except ValueError:
            return False
        if not isinstance(facts, dict):
            return False
        if "duration_s" in facts:
            self._is_guess = facts.get("is_guess") is True
            self._tell(facts["duration_s"])
        elif self._said is None:
            self._said = _report(facts)
        return True

    def _tell(self, duration_s: object) -> None:
        if isinstance(duration_s, int | float) and 0 < duration_s < _LONGEST_S:
            self._on_duration(float(duration_s), self._is_guess)


def _report(facts: dict[str, Any]) -> Report | None:
    if "warning" in facts:
        return Report(warning=str(facts["warning"]))
    try:
        return Report(refusal=Refusal(facts["refusal"]), detail=str(facts.get("detail", "")))
    except (ValueError, KeyError):
        return None
