"""The station's facts as messages for the command line."""

from collections.abc import Iterator
from dataclasses import asdict

from appliance.domain.audio import to_seconds
from appliance.station.face import RecordingSummary, RecordingView, Snapshot
from appliance.wire.capture import CaptureState
from appliance.wire.inference import InferenceStatus
from appliance.wire.station import (
    SEGMENTS_PER_MESSAGE,
    CaptionLine,
    CaptionsChanged,
    MarkerLine,
    RecogniserTold,
    RecordingLine,
    RecordingText,
    SegmentLine,
)
from appliance.wire.voice_activation import VoiceActivationShown


def line(summary: RecordingSummary) -> RecordingLine:
    """Convert a line of the history."""
    return RecordingLine(**(asdict(summary) | {"started": summary.started.isoformat()}))


def texts(view: RecordingView) -> Iterator[RecordingText]:
    """Cut a recording's text into messages."""
    transcript = view.transcript
    segments = transcript.segments if transcript is not None else ()
    for first in range(0, max(len(segments), 1), SEGMENTS_PER_MESSAGE):
        end = first + SEGMENTS_PER_MESSAGE
        yield RecordingText(
            recording=line(view.summary),
            kind=transcript.kind if transcript is not None else None,
            complete=transcript.complete if transcript is not None else False,
            versions=view.versions,
            markers=tuple(
                MarkerLine(at_s=to_seconds(marker.at_sample), kind=marker.kind, note=marker.note)
                for marker in view.recording.markers
            ),
            segments=tuple(
                SegmentLine(
                    start_s=to_seconds(segment.start_sample),
                    end_s=to_seconds(segment.end_sample),
                    text=segment.text,
                    raw_text=segment.raw_text,
                    marked_text=segment.marked_text,
                    language=segment.language,
                    speaker=segment.speaker,
                    overlap=segment.overlap,
                )
                for segment in segments[first:end]
            ),
            last=end >= len(segments),
        )


def captions(snapshot: Snapshot) -> CaptionsChanged:
    """Convert the live captions; the time moves in whole seconds, so that it is told seldom."""
    shown, status = snapshot.captions, snapshot.capture
    running = status is not None and status.state is not CaptureState.IDLE
    recorded_s = to_seconds(status.recorded_samples) if status is not None and running else 0.0
    return CaptionsChanged(
        recording_id=shown.recording_id,
        running=running,
        recorded_s=float(int(recorded_s)),
        late=snapshot.capture_is_late,
        finals=tuple(CaptionLine(**asdict(caption)) for caption in shown.finals),
        stable_text=shown.stable_text,
        tentative_text=shown.tentative_text,
        behind_s=float(int(shown.behind_s)),
    )


def voice_activation(snapshot: Snapshot) -> VoiceActivationShown:
    """Convert whether recordings begin by themselves."""
    told, status = snapshot.voice_activation, snapshot.capture
    return VoiceActivationShown(
        state=told.state,
        recording_id=(status.recording_id if status is not None else None) or "",
        end_after_s=told.end_after_s,
        refusal=str(told.refusal or ""),
        hint=told.refusal.hint if told.refusal is not None else "",
    )


def recogniser(status: InferenceStatus) -> RecogniserTold:
    """Convert what inference told."""
    return RecogniserTold.model_validate(dict(status))
