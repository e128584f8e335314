"""What the last capture process left open: go on with it, or close it where it ends."""

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from appliance.capture.take import Take
from appliance.config import Settings
from appliance.domain import journal
from appliance.domain.audio import to_samples
from appliance.domain.gap import GapCause
from appliance.domain.recording import RecordingState
from appliance.recordings import (
    Clock,
    RecordingsError,
    RecordingWriter,
    conclude,
    journal_file,
    recover,
)
from appliance.recordings.recovery import all_recordings, is_left_open, last_written_ns
from appliance.wire import Message

log = logging.getLogger(__name__)

FIRST: Final = 100
"""So many of the newest recordings are looked at before a new one can be started."""


class Leftovers:
    """The recordings found at the start of the process."""

    def __init__(
        self, settings: Settings, *, clock: Clock, publish: Callable[[Message], None]
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._publish = publish
        self._folders = all_recordings(settings.paths.recordings)

    def resume(self) -> Take | None:
        """Return the newest recording if its interruption was short; close the others.

        One that cannot be repaired is logged and left for ``tingxia recover``.
        """
        for folder in filter(is_left_open, self._folders[:FIRST]):
            try:
                take = self._go_on(folder)
            except RecordingsError as error:
                _log_failure(folder, error)
            else:
                if take is not None:
                    self._folders.remove(folder)
                    return take
                self._conclude([folder])
        return None

    def conclude_rest(self) -> None:
        """Close all others that were left open; with years of recordings this takes a while."""
        self._conclude(filter(is_left_open, self._folders))

    def _conclude(self, folders: Iterable[Path]) -> None:
        for folder in folders:
            try:
                conclude(folder, reason="interrupted", clock=self._clock)
            except RecordingsError as error:
                _log_failure(folder, error)

    def _go_on(self, folder: Path) -> Take | None:
        entries = [
            entry for entry in journal_file.read(folder) if not isinstance(entry, journal.Recovered)
        ]
        now = self._clock.now()
        if not entries or entries[-1].at.boot_id != now.boot_id:
            return None
        # The wall clock may have jumped since; the last entry's monotonic time bounds it.
        longest_s = (now.monotonic_ns - entries[-1].at.monotonic_ns) / 1e9
        audio_s, alive_s = (
            min(max(0.0, (time.time_ns() - then_ns) / 1e9), longest_s)
            for then_ns in last_written_ns(folder)
        )
        if alive_s > self._settings.capture.resume_within_s:
            return None
        if recover(folder, clock=self._clock).state is RecordingState.CLOSED:
            return None
        writer = RecordingWriter.reopen(
            folder,
            segment_samples=to_samples(self._settings.capture.segment_s),
            clock=self._clock,
            deferred=True,
        )
        take = Take(writer, clock=self._clock, publish=self._publish)
        pauses = [entry.at.monotonic_ns for entry in entries if isinstance(entry, journal.Paused)]
        if take.is_paused:
            take.stay_paused(since_ns=pauses[-1])
        else:
            take.go_deaf(
                GapCause.CAPTURE_RESTARTED, since_ns=now.monotonic_ns - round(audio_s * 1e9)
            )
        log.warning(
            "recording goes on after an interruption",
            extra={"event": "recording-resumed", "recording": take.id, "away_s": alive_s},
        )
        return take


def _log_failure(folder: Path, error: RecordingsError) -> None:
    log.error(
        "%s %s",
        error,
        error.hint,
        extra={"event": "recovery-failed", "recording": folder.name},
    )
