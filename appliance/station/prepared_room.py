"""Room on the disk for audio that is prepared for exports: only where plenty is, first to go.

What is prepared can be made again, so it never stands in the way of a recording: it goes well
before a recording would warn or a rule of retention would remove anything.
"""

import logging
import shutil
import time
from pathlib import Path
from typing import Final

from appliance.export import prepared
from appliance.recordings import peaks

log = logging.getLogger(__name__)

_KEPT_SHARE: Final = 1 / 20
"""Of the disk."""

_PER_AUDIO: Final = 1.01
"""FLAC of noise is hardly larger than the samples."""


class PreparedRoom:
    """Looks at the disk of the recordings. Blocking: for a thread. Raises OSError."""

    def __init__(self, recordings: Path, *, keep_free_bytes: int) -> None:
        """``keep_free_bytes`` are what the rules of retention keep free."""
        self._recordings = recordings
        self.keep_free_bytes = keep_free_bytes
        self._began_s = time.time()

    def is_ample(self, audio_bytes: int) -> bool:
        """Tell whether so much audio can be prepared without its having to go again soon."""
        free_bytes, short_bytes = self._look()
        return free_bytes - audio_bytes * _PER_AUDIO >= 2 * short_bytes

    def sweep(self) -> None:
        """Remove outlines that an earlier station was killed over; what cannot go stays."""
        for folder in self._recordings.glob("????-??-??/*/"):
            peaks.sweep(folder, begun_before_s=self._began_s)

    def keep(self) -> None:
        """Remove all that is prepared if the disk is getting short."""
        free_bytes, short_bytes = self._look()
        if free_bytes >= short_bytes:
            return
        removed_bytes = sum(
            prepared.discard(folder) for folder in self._recordings.glob("????-??-??/*/")
        )
        if removed_bytes:
            log.info(
                "audio prepared for exports is removed: the disk is getting short",
                extra={"event": "prepared-removed", "bytes": removed_bytes},
            )

    def _look(self) -> tuple[int, int]:
        total_bytes, free_bytes = self._usage()
        return free_bytes, max(round(total_bytes * _KEPT_SHARE), 2 * self.keep_free_bytes)

    def _usage(self) -> tuple[int, int]:
        usage = shutil.disk_usage(self._recordings)
        return usage.total, usage.free
