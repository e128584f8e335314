"""Recordings as JSON: the list, and one with its best text."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from appliance.domain.audio import to_seconds
from appliance.station.face import RecordingSummary, RecordingView, Station, TextState

_ID = "^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$"
"""``\\d`` would take the digits of every script."""

RecordingId = Annotated[str, Path(pattern=_ID)]
"""Nothing else reaches a path on the disk."""


class SummaryAnswer(BaseModel):
    """A line of the history."""

    id: str
    title: str
    started: datetime
    duration_s: float
    running: bool
    text_state: TextState
    text_done_s: float
    excerpt: str
    gap_count: int
    marker_count: int
    problem: str


class PageAnswer(BaseModel):
    """A page of the history; ``next`` is the ``before`` of the next one, null at the end."""

    recordings: list[SummaryAnswer]
    next: str | None


class SegmentAnswer(BaseModel):
    """An utterance; times in seconds of the recording."""

    start_s: float
    end_s: float
    text: str


class MarkerAnswer(BaseModel):
    """A marked moment."""

    at_s: float
    kind: str
    note: str


class GapAnswer(BaseModel):
    """What was not heard."""

    at_s: float
    duration_s: float
    cause: str


class TranscriptAnswer(BaseModel):
    """The best version of the text there is."""

    kind: str
    complete: bool
    segments: list[SegmentAnswer]


class RecordingAnswer(SummaryAnswer):
    """One recording."""

    microphones: list[str]
    markers: list[MarkerAnswer]
    gaps: list[GapAnswer]
    transcript: TranscriptAnswer | None


def recordings_router(station: Station) -> APIRouter:
    """Return ``/api/recordings`` and ``/api/recordings/{id}``."""
    router = APIRouter(prefix="/api/recordings")

    @router.get("")
    async def page(
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
        before: Annotated[str | None, Query(pattern=_ID)] = None,
    ) -> PageAnswer:
        """List recordings, newest first."""
        summaries = await station.recordings(limit=limit, before=before)
        return PageAnswer(
            recordings=[SummaryAnswer(**_summary_fields(summary)) for summary in summaries],
            next=summaries[-1].id if len(summaries) == limit else None,
        )

    @router.get("/{recording_id}")
    async def one(recording_id: RecordingId) -> RecordingAnswer:
        """Return one recording with its best text."""
        return _answer(await station.recording(recording_id))

    return router


def _summary_fields(summary: RecordingSummary) -> dict[str, object]:
    return {name: getattr(summary, name) for name in SummaryAnswer.model_fields}


def _answer(view: RecordingView) -> RecordingAnswer:
    transcript = view.transcript
    return RecordingAnswer.model_validate(
        {
            **_summary_fields(view.summary),
            "microphones": view.recording.microphones,
            "markers": [
                {"at_s": to_seconds(marker.at_sample), "kind": marker.kind, "note": marker.note}
                for marker in view.recording.markers
            ],
            "gaps": [
                {
                    "at_s": to_seconds(gap.at_sample),
                    "duration_s": gap.duration_s,
                    "cause": gap.cause,
                }
                for gap in view.recording.gaps
            ],
            "transcript": transcript
            and {
                "kind": transcript.kind,
                "complete": transcript.complete,
                "segments": [
                    {
                        "start_s": to_seconds(segment.start_sample),
                        "end_s": to_seconds(segment.end_sample),
                        "text": segment.text,
                    }
                    for segment in transcript.segments
                ],
            },
        }
    )
