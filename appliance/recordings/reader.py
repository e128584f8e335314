"""Reading the audio of a recording, also while it is being written."""

import os
from dataclasses import dataclass
from pathlib import Path

from appliance.domain import journal
from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.domain.recording import Recording, replay
from appliance.recordings import journal_file, sidecar, wav
from appliance.recordings.audio_file import is_file_name
from appliance.recordings.errors import RecordingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A file of the recording; ``limit`` caps it where a later one goes on, None if none does."""

    path: Path
    first_sample: int
    limit: int | None

    def end_sample(self) -> int:
        try:
            count = wav.sample_count(self.path.stat().st_size)
        except OSError:
            count = 0
        return self.first_sample + (count if self.limit is None else min(count, self.limit))

    def read(self, first_sample: int, count: int) -> bytes:
        with self.path.open("rb") as file:
            raw = os.pread(
                file.fileno(),
                count * SAMPLE_WIDTH_BYTES,
                wav.offset(first_sample - self.first_sample),
            )
        return raw[: len(raw) // SAMPLE_WIDTH_BYTES * SAMPLE_WIDTH_BYTES]


class RecordingAudio:
    """The samples of a recording by their position; never disturbs its writer.

    Positions never change: audio lost inside a damaged file is read as silence.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[_Part] = []
        self._journal_bytes = -1

    def recording(self) -> Recording:
        """Replay the journal, or read the sidecar if it is gone. Raises RecordingsError."""
        recording = replay(journal_file.read(self._folder)) or sidecar.read(self._folder)
        if recording is None:
            raise RecordingsError(
                "{folder} holds no readable recording.",
                hint="Run `tingxia recover`.",
                folder=self._folder,
            )
        return recording

    def available_samples(self) -> int:
        """Return how many samples can be read now, by the length of the files."""
        self._refresh()
        return max((part.end_sample() for part in self._parts), default=0)

    def read(self, first_sample: int, count: int) -> bytes:
        """Read 16-bit little-endian mono PCM; short only at the end. Raises RecordingsError."""
        end = min(first_sample + count, self.available_samples())
        if first_sample < 0 or end <= first_sample:
            return b""
        audio = bytearray((end - first_sample) * SAMPLE_WIDTH_BYTES)
        for part in self._parts:
            start, stop = max(first_sample, part.first_sample), min(end, part.end_sample())
            if start < stop:
                place = (start - first_sample) * SAMPLE_WIDTH_BYTES
                piece = self._read_part(part, start, stop - start)
                audio[place : place + len(piece)] = piece
        return bytes(audio)

    def _read_part(self, part: _Part, first_sample: int, count: int) -> bytes:
        try:
            return part.read(first_sample, count)
        except OSError as error:
            raise RecordingsError(
                "{file} cannot be read: {reason}.",
                hint="Check the disk; the other files of the recording are not touched.",
                file=part.path,
                reason=error.strerror or error,
            ) from error

    def _refresh(self) -> None:
        """Read the layout again if the journal has grown."""
        try:
            journal_bytes = (self._folder / journal_file.NAME).stat().st_size
        except OSError:
            journal_bytes = 0
        if journal_bytes != self._journal_bytes:
            self._parts = _layout(self._folder)
            self._journal_bytes = journal_bytes


def _layout(folder: Path) -> list[_Part]:
    firsts: dict[str, int] = {}
    counts: dict[str, int] = {}
    for entry in journal_file.read(folder):
        if isinstance(entry, journal.SegmentOpened):
            firsts[entry.file] = entry.first_sample
        elif isinstance(entry, journal.SegmentClosed):
            firsts[entry.file] = entry.first_sample
            counts[entry.file] = entry.sample_count
    ordered = sorted(
        (name for name in firsts if is_file_name(name) and firsts[name] >= 0),
        key=lambda name: (firsts[name], counts.get(name) != 0, name),
    )
    parts = []
    for name, following in zip(ordered, [*ordered[1:], None], strict=False):
        limit = counts.get(name)
        if following is not None:
            room = firsts[following] - firsts[name]
            limit = room if limit is None else min(limit, room)
        parts.append(_Part(path=folder / name, first_sample=firsts[name], limit=limit))
    return parts
