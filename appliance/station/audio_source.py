"""The audio of one recording for a session, whether the recording is still being made or not."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.gap import Gap
from appliance.domain.recent_audio import RecentAudio
from appliance.recordings.errors import RecordingsError
from appliance.recordings.reader import RecordingAudio

KEPT_SAMPLES = 35 * SAMPLE_RATE_HZ
"""A little more than a session may be ahead, so that live text normally needs no disk."""

AUDIBLE_GAP_S = 0.5
"""A shorter hole passes for a pause within a sentence."""


class AudioSource:
    """Reads from memory what capture just said, and from disk everything else."""

    def __init__(
        self, folder: Path, *, total_samples: int | None = None, gaps: Iterable[Gap] = ()
    ) -> None:
        """``total_samples`` is None while the recording is running."""
        self._audio = RecordingAudio(folder)
        self._recent = RecentAudio(KEPT_SAMPLES)
        self._recorded_samples = total_samples or 0
        self._closed = total_samples is not None
        self._news = asyncio.Event()
        self._seams: set[int] = set()
        self.note_gaps(gaps)

    @property
    def available_samples(self) -> int:
        """How much audio there is now."""
        if self._closed:
            return self._recorded_samples
        return max(self._recorded_samples, self._recent.end_sample)

    @property
    def closed(self) -> bool:
        """Whether no more audio will come."""
        return self._closed

    def heard(self, first_sample: int, pcm: bytes) -> None:
        """Take audio that was just recorded."""
        self._recent.append(first_sample, pcm)
        self._news.set()

    def grown(self, recorded_samples: int) -> None:
        """So much is on disk now, whether or not it was heard here."""
        self._recorded_samples = recorded_samples
        self._news.set()

    def close(self, total_samples: int) -> None:
        """Take note that the recording is over and whole on disk."""
        self._recorded_samples = total_samples
        self._closed = True
        self._news.set()

    def note_gaps(self, gaps: Iterable[Gap]) -> None:
        """Let no utterance span a gap that one would hear."""
        for gap in gaps:
            if gap.duration_s >= AUDIBLE_GAP_S:
                self.note_seam(gap.at_sample)

    def note_seam(self, at_sample: int) -> None:
        """Keep apart what comes before this position and what was said later."""
        if at_sample not in self._seams:
            self._seams.add(at_sample)
            self._news.set()

    def seam_after(self, position: int) -> int | None:
        """Return the first seam behind a position."""
        return min((seam for seam in self._seams if seam > position), default=None)

    def wake(self) -> None:
        """Let whoever waits look again."""
        self._news.set()

    async def news(self) -> None:
        """Wait until something happened since the last call."""
        await self._news.wait()
        self._news.clear()

    async def lost(self) -> tuple[range, ...]:
        """Return where a recording that is over has no audio any more. Raises RecordingsError."""
        return await asyncio.to_thread(self._audio.lost)

    async def read(self, first_sample: int, sample_count: int) -> bytes:
        """Return up to so many samples; nothing if they are not there yet, or beyond the end.

        Raises RecordingsError, also if they were there and are lost: nobody waits for them.
        """
        is_whole = self._closed
        pcm = self._recent.read(first_sample, sample_count) or await asyncio.to_thread(
            self._audio.read, first_sample, sample_count
        )
        if is_whole and not pcm and first_sample < self._recorded_samples:
            raise RecordingsError(
                "Audio of this recording was lost while it was read.",
                hint="Check the disk, then have the text made again.",
            )
        return pcm
