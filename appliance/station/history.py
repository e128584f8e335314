"""Lines of the history as a person reads them."""

from datetime import datetime

from appliance.domain.audio import to_seconds
from appliance.domain.gap import GapCause
from appliance.library import LibraryRow
from appliance.station.face import RecordingSummary


def summarise(
    row: LibraryRow, *, running_samples: int | None, decided_samples: int | None
) -> RecordingSummary:
    """Combine what the library knows with what is happening now.

    ``running_samples`` is None unless the recording is being made; ``decided_samples`` is None
    unless it is being recognised.
    """
    total = max(row.total_samples, running_samples or 0)
    done = total if row.text_state.is_whole else max(row.decided_samples, decided_samples or 0)
    return RecordingSummary(
        id=row.recording.id,
        title=row.shown_title,
        started=datetime.fromisoformat(row.recording.started.wall),
        duration_s=to_seconds(total),
        running=running_samples is not None,
        text_state=row.text_state,
        text_done_s=to_seconds(min(done, total)),
        excerpt=row.excerpt,
        gap_count=sum(gap.cause is not GapCause.PAUSED for gap in row.recording.gaps),
        marker_count=len(row.recording.markers),
        problem=row.problem,
        speaker_state=row.speaker_state,
        speaker_problem=row.speaker_problem,
        tags=row.tags,
        speaker_names=dict(row.speaker_names),
        hold=row.hold,
        trashed=row.trashed,
        revision=row.revision,
    )
