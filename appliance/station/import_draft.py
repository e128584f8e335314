"""The text of an import while its recording is no recording yet.

It is kept beside the growing audio in ``text.jsonl``, one line a commit, and goes into the
library, and into ``transcript.json``, together with the recording when that is whole.
"""

import asyncio
import logging
import os
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from appliance.domain.quarantine import SkippedRange
from appliance.domain.transcript import Segment, Transcript, TranscriptKind
from appliance.recordings.durable import sync_data, write_all
from appliance.recordings.errors import RecordingsError
from appliance.station.draft import QUIET_COMMIT_SAMPLES, Draft, to_segment, told_skipped
from appliance.wire.inference import FinalHypothesis

log = logging.getLogger(__name__)

NAME: Final = "text.jsonl"


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True)

    decided_samples: int
    segments: tuple[Segment, ...] = ()
    problem: str = ""


class ImportDraft:
    """Keeps text in a file until ``adopt``, and then where the given draft keeps it."""

    def __init__(self, staging: Path, successor: Draft) -> None:
        self._file = staging / NAME
        self._successor = successor
        self._is_adopted = False
        self._stored_samples = 0
        self.moving = asyncio.Lock()
        """Held while text is written, and by whoever moves the folder."""

        self.has_text = asyncio.Event()
        """Something of it is there."""

    @property
    def recording_id(self) -> str:
        """Whose text it is."""
        return self._successor.recording_id

    @property
    def is_refined(self) -> bool:
        """Whether it is made with the model for second passes."""
        return self._successor.is_refined

    async def decided_samples(self) -> int:
        """All audio before this position needs no more work. Raises RecordingsError."""
        async with self.moving:
            if self._is_adopted:
                return await self._successor.decided_samples()
            known, _ = await asyncio.to_thread(self._read)
            if known.segments:
                self.has_text.set()
            self._stored_samples = known.decided_samples
            return known.decided_samples

    async def commit(self, finals: list[FinalHypothesis], decided_samples: int) -> None:
        """Write both in one line. Raises RecordingsError."""
        async with self.moving:
            if self._is_adopted:
                await self._successor.commit(finals, decided_samples)
                return
            if not finals and decided_samples - self._stored_samples < QUIET_COMMIT_SAMPLES:
                return
            segments = tuple(to_segment(final) for final in finals)
            line = _Line(decided_samples=decided_samples, segments=segments)
            await asyncio.to_thread(self._append, line)
            self._stored_samples = decided_samples
            if finals:
                self.has_text.set()

    async def pass_over(self, skipped: SkippedRange) -> None:
        """Give up a range that kills the recogniser, and say so. Raises RecordingsError."""
        async with self.moving:
            if self._is_adopted:
                await self._successor.pass_over(skipped)
                return
            line = _Line(decided_samples=skipped.end_sample, problem=told_skipped(skipped))
            await asyncio.to_thread(self._append, line)

    async def warn(self, problem: str) -> None:
        """Keep what is wrong with the audio. Raises RecordingsError."""
        async with self.moving:
            line = _Line(decided_samples=0, problem=problem)
            await asyncio.to_thread(self._append, line)

    async def complete(self, total_samples: int) -> None:
        """Note that the text is whole; the recording is then."""
        assert self._is_adopted, "a text is complete only after its audio"
        await self._successor.complete(total_samples)

    def text(self) -> tuple[Transcript, str]:
        """Read what is there, and what is wrong with it; blocks. Raises RecordingsError."""
        return self._read()

    def adopt(self) -> None:
        """Let the library keep what comes from now on; hold ``moving``."""
        self._is_adopted = True

    def remove(self) -> None:
        """Remove the file; blocks. Raises OSError."""
        self._file.unlink(missing_ok=True)

    def _read(self) -> tuple[Transcript, str]:
        """Read the whole lines, and cut off what a crash left of another one."""
        lines: list[_Line] = []
        try:
            content = self._file.read_bytes() if self._file.exists() else b""
            good_bytes = 0
            for raw in content.splitlines(keepends=True):
                try:
                    line = _Line.model_validate_json(raw)
                except ValidationError:
                    break
                if not raw.endswith(b"\n"):
                    break
                lines.append(line)
                good_bytes += len(raw)
            if good_bytes < len(content):
                os.truncate(self._file, good_bytes)
        except OSError as error:
            raise self._explained(error) from error
        segments: list[Segment] = []
        decided = 0
        for line in lines:
            segments += [one for one in line.segments if one.start_sample >= decided]
            decided = max(decided, line.decided_samples)
        problems = dict.fromkeys(line.problem for line in lines if line.problem)
        transcript = Transcript(
            kind=TranscriptKind.SECOND_PASS,
            segments=tuple(segments),
            decided_samples=decided,
            complete=False,
        )
        return transcript, " ".join(problems)

    def _append(self, line: _Line) -> None:
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            file = os.open(self._file, flags, 0o600)
            try:
                write_all(file, line.model_dump_json().encode(errors="replace") + b"\n")
                sync_data(file)
            finally:
                os.close(file)
        except OSError as error:
            raise self._explained(error) from error

    def _explained(self, error: OSError) -> RecordingsError:
        return RecordingsError(
            "{file} cannot be written: {reason}.",
            hint="Check the disk and its permissions; the file is read again when that is done.",
            file=self._file,
            reason=error.strerror or error,
        )
