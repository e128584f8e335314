"""The audio of one recording for a session, whether the recording is still being made or not."""

import asyncio
from pathlib import Path

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.recent_audio import RecentAudio
from appliance.recordings.reader import RecordingAudio

KEPT_SAMPLES = 35 * SAMPLE_RATE_HZ
"""A little more than a session may be ahead, so that live text normally needs no disk."""


class AudioSource:
    """Reads from memory what capture just said, and from disk everything else."""

    def __init__(self, folder: Path, *, total_samples: int | None = None) -> None:
        """``total_samples`` is None while the recording is running."""
        self._audio = RecordingAudio(folder)
        self._recent = RecentAudio(KEPT_SAMPLES)
        self._recorded_samples = total_samples or 0
        self._closed = total_samples is not None
        self._news = asyncio.Event()

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

    def wake(self) -> None:
        """Let whoever waits look again."""
        self._news.set()

    async def news(self) -> None:
        """Wait until something happened since the last call."""
        await self._news.wait()
        self._news.clear()

    async def read(self, first_sample: int, sample_count: int) -> bytes:
        """Return up to so many samples; nothing if they are not there (yet).

        Raises RecordingsError.
        """
        return self._recent.read(first_sample, sample_count) or await asyncio.to_thread(
            self._audio.read, first_sample, sample_count
        )
