"""Writes to the library that also reach ``transcript.json``, so that it can be rebuilt."""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.domain.transcript import Segment, TranscriptKind
from appliance.library import text_file
from appliance.library.store import Store
from appliance.library.text_file import TextFile
from appliance.paths import Paths

log = logging.getLogger(__name__)

KEEP_EVERY_S: Final = 30.0
"""A growing text is written again after so long; a rebuild recognises the rest once more."""

KEEP_SHARE: Final = 0.01
"""A text of hours takes a second to write: then seldom, so that it takes no more of the time."""


class TextKeeper:
    """Writes rows first and files after them; a file that fails is written at the next chance."""

    def __init__(self, store: Store, paths: Paths, monotonic: Callable[[], float]) -> None:
        self.store = store
        self._paths = paths
        self._monotonic = monotonic
        self._changed: dict[str, float] = {}
        """Recordings whose file is behind, with the moment since when."""

        self._pause_s = KEEP_EVERY_S

    def add_segments(
        self,
        recording_id: str,
        kind: TranscriptKind,
        segments: Sequence[Segment],
        *,
        decided_samples: int,
    ) -> None:
        """Write rows; the file follows every half minute, or less often if it is long."""
        added = self.store.add_segments(
            recording_id, kind, segments, decided_samples=decided_samples
        )
        now = self._monotonic()
        if added:
            self._changed.setdefault(recording_id, now)
        if now - self._changed.get(recording_id, now) >= self._pause_s:
            self._keep(recording_id)

    def complete(self, recording_id: str, kind: TranscriptKind) -> None:
        """Write the row and the file."""
        self.store.complete(recording_id, kind)
        self._keep(recording_id)

    def begin_again(self, recording_id: str) -> None:
        """Write the rows and the file."""
        self.store.begin_again(recording_id)
        self._keep(recording_id)

    def finish_again(self, recording_id: str) -> None:
        """Write the rows and the file."""
        self.store.finish_again(recording_id)
        self._keep(recording_id)

    def discard(self, recording_id: str, kind: TranscriptKind) -> None:
        """Write the row and the file."""
        self.store.discard(recording_id, kind)
        self._keep(recording_id)

    def set_text_state(self, recording_id: str, state: TextState, problem: str) -> None:
        """Write the row and the file."""
        self.store.set_text_state(recording_id, state, problem)
        self._keep(recording_id)

    def set_speaker_state(self, recording_id: str, state: SpeakerState, problem: str) -> None:
        """Write the row and the file."""
        self.store.set_speaker_state(recording_id, state, problem)
        self._keep(recording_id)

    def set_speakers(
        self, recording_id: str, kind: TranscriptKind, segments: Sequence[Segment]
    ) -> None:
        """Write the rows and the file."""
        self.store.set_speakers(recording_id, kind, segments)
        self._keep(recording_id)

    def remove(self, recording_id: str) -> None:
        """Remove the rows; the folder is its owner's."""
        self._changed.pop(recording_id, None)
        self.store.remove(recording_id)

    def keep_all(self) -> None:
        """Write all files that are behind."""
        for recording_id in list(self._changed):
            self._keep(recording_id)

    def _keep(self, recording_id: str) -> None:
        began = self._monotonic()
        self._write(recording_id)
        self._pause_s = max(KEEP_EVERY_S, (self._monotonic() - began) / KEEP_SHARE)

    def _write(self, recording_id: str) -> None:
        row = self.store.get(recording_id)
        versions = (self.store.transcript(recording_id, kind) for kind in TranscriptKind)
        content = TextFile(
            recording_id=recording_id,
            origin=row.origin,
            text_state=row.text_state,
            problem=row.problem,
            speaker_state=row.speaker_state,
            speaker_problem=row.speaker_problem,
            transcripts=tuple(version for version in versions if version is not None),
        )
        try:
            text_file.write(self._paths.recording(recording_id), content)
        except OSError as error:
            # The rows are safe; only a rebuild would recognise this text once more.
            self._changed[recording_id] = self._monotonic()
            log.warning(
                "text file not written: %s",
                error,
                extra={"event": "text-file-failed", "recording_id": recording_id},
            )
        else:
            self._changed.pop(recording_id, None)
