"""Reading the audio of a recording, also while it is being written."""

import logging
import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from appliance.domain import journal
from appliance.domain.audio import SAMPLE_WIDTH_BYTES
from appliance.domain.recording import Recording, replay
from appliance.domain.wishes import NO_WISHES, Wishes
from appliance.recordings import journal_file, sidecar, wav
from appliance.recordings.audio_file import held_samples, is_file_name
from appliance.recordings.container import is_encrypted
from appliance.recordings.encrypted_reading import EncryptedFile
from appliance.recordings.errors import RecordingsError, unreadable
from appliance.recordings.keys import find_key, missing_key

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A file of the recording; ``limit`` caps it where a later one goes on, None if none does."""

    path: Path
    first_sample: int
    limit: int | None

    def end_sample(self) -> int:
        count = held_samples(self.path)
        return self.first_sample + (count if self.limit is None else min(count, self.limit))

    def read(self, fd: int, first_sample: int, count: int) -> bytes:
        place = wav.offset(first_sample - self.first_sample)
        raw = os.pread(fd, count * SAMPLE_WIDTH_BYTES, place)
        return raw[: len(raw) // SAMPLE_WIDTH_BYTES * SAMPLE_WIDTH_BYTES]


class RecordingAudio:
    """The samples of a recording by their position; never disturbs its writer.

    Positions never change: audio lost inside a damaged file is read as silence. Encrypted audio
    is decrypted as far as it is asked for; one that was changed since counts as lost.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[_Part] = []
        self._journal_bytes = -1
        self._recording_id = ""
        self._key: bytes | None = None
        self._damaged: set[Path] = set()
        self._silent: list[range] = []
        """Where audio was found damaged so far."""

    def recording(self) -> Recording:
        """Replay the journal, or read the sidecar if it is gone. Raises RecordingsError."""
        recording = replay(journal_file.read(self._folder)) or sidecar.read(self._folder)
        if recording is None:
            raise RecordingsError(
                "{folder} holds no readable recording.",
                hint="Restart the box (Settings, This box). If this stays, the administrator "
                "stops it and runs `tingxia recover`.",
                folder=self._folder,
            )
        return recording

    def wishes(self) -> Wishes:
        """Return what was asked for it when it was handed over. Raises RecordingsError."""
        wishes = NO_WISHES
        for entry in journal_file.read(self._folder):
            if isinstance(entry, journal.WishesNoted):
                wishes = entry.wishes
        return wishes

    def available_samples(self) -> int:
        """Return how many samples can be read now, by the length of the files.

        Raises RecordingsError.
        """
        self._refresh()
        return self._parts[-1].end_sample() if self._parts else 0

    def require_audio(self) -> None:
        """Make sure that there is audio, unless nothing was heard, and a key if it needs one.

        Raises RecordingsError.
        """
        self._refresh()
        is_there = any(part.end_sample() > part.first_sample for part in self._parts)
        if not is_there and self.recording().total_samples:
            raise RecordingsError(
                "The audio of {recording_id} is not on this box.",
                hint="Its text is here: export that alone, or play the audio where it was exported"
                " to.",
                recording_id=self._folder.name,
            )
        if any(is_encrypted(part.path.name) for part in self._parts):
            self._require_key()

    def lost(self) -> tuple[range, ...]:
        """Return where a closed recording has no audio, by the length of its files.

        By position: what recovery had to note as lost counts too, since a text may reach over it;
        an export compares with the journal, which says so.
        What is encrypted and was changed belongs to it once it was read. Raises RecordingsError.
        """
        self._refresh()
        found = list(self._silent)
        heard_samples = 0
        for part in self._parts:
            if part.first_sample > heard_samples:
                found.append(range(heard_samples, part.first_sample))
            heard_samples = max(heard_samples, part.end_sample())
        total_samples = self.recording().total_samples or 0
        if heard_samples < total_samples:
            found.append(range(heard_samples, total_samples))
        return tuple(_joined(found))

    def read(self, first_sample: int, count: int) -> bytes:
        """Read 16-bit little-endian mono PCM; short only at the end. Raises RecordingsError."""
        end = min(first_sample + count, self.available_samples())
        if first_sample < 0 or end <= first_sample:
            return b""
        audio = bytearray((end - first_sample) * SAMPLE_WIDTH_BYTES)
        # Only files that can hold some of it: to ask for the length of each of five hundred at
        # every two seconds of a day's recording takes a minute.
        first = max(0, bisect_right(self._parts, first_sample, key=_first_sample) - 1)
        for part in self._parts[first : bisect_left(self._parts, end, key=_first_sample)]:
            start, stop = max(first_sample, part.first_sample), min(end, part.end_sample())
            if start < stop:
                place = (start - first_sample) * SAMPLE_WIDTH_BYTES
                piece = self._read_part(part, start, stop - start)
                audio[place : place + len(piece)] = piece
        return bytes(audio)

    def _read_part(self, part: _Part, first_sample: int, count: int) -> bytes:
        key = self._require_key() if is_encrypted(part.path.name) else None
        try:
            with part.path.open("rb") as file:
                if key is None:
                    return part.read(file.fileno(), first_sample, count)
                return self._decrypted(part, key, file.fileno(), first_sample, count)
        except OSError as error:
            raise unreadable(part.path, error) from error

    def _decrypted(self, part: _Part, key: bytes, fd: int, first_sample: int, count: int) -> bytes:
        file = EncryptedFile(
            fd=fd, key=key, recording_id=self._recording_id, number=int(part.path.stem)
        )
        excerpt = file.read(first_sample - part.first_sample, count)
        if excerpt.silent:
            at = part.first_sample
            news = (range(at + each.start, at + each.stop) for each in excerpt.silent)
            self._silent = _joined([*self._silent, *news])
        if excerpt.silent and part.path not in self._damaged:
            self._damaged.add(part.path)  # told once, however often it is read
            log.warning(
                "%s is damaged; what was changed in it reads as silence",
                part.path,
                extra={"event": "audio-damaged", "file": str(part.path), "sample": first_sample},
            )
        return excerpt.pcm

    def _require_key(self) -> bytes:
        if self._key is None:
            self._key = find_key(self._folder, self._recording_id)
        if self._key is None:
            raise missing_key(self._folder, self._recording_id)
        return self._key

    def _refresh(self) -> None:
        """Read the layout again if the journal has grown."""
        path = self._folder / journal_file.NAME
        try:
            journal_bytes = path.stat().st_size
        except FileNotFoundError:
            journal_bytes = 0
        except OSError as error:
            raise unreadable(path, error) from error
        if journal_bytes != self._journal_bytes:
            entries = journal_file.read(self._folder)
            self._parts = _layout(self._folder, entries)
            self._recording_id = recording_id(self._folder, entries)
            self._journal_bytes = journal_bytes


def recording_id(folder: Path, entries: Iterable[journal.Entry]) -> str:
    """Return a recording's id: what its journal says, else the name of its folder."""
    started = (entry.recording_id for entry in entries if isinstance(entry, journal.Started))
    return next(started, folder.name)


def _joined(stretches: Iterable[range]) -> list[range]:
    """Return them in order, those that touch as one."""
    joined: list[range] = []
    for each in sorted(stretches, key=lambda stretch: stretch.start):
        if joined and each.start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, max(joined[-1].stop, each.stop))
        else:
            joined.append(each)
    return joined


def _first_sample(part: _Part) -> int:
    return part.first_sample


def _layout(folder: Path, entries: Iterable[journal.Entry]) -> list[_Part]:
    """Return the files in the order of their audio; none goes beyond where the next begins."""
    firsts: dict[str, int] = {}
    counts: dict[str, int] = {}
    for entry in entries:
        if isinstance(entry, journal.SegmentOpened):
            firsts[entry.file] = entry.first_sample
        elif isinstance(entry, journal.SegmentClosed):
            firsts[entry.file] = entry.first_sample
            counts[entry.file] = max(0, entry.sample_count)
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
