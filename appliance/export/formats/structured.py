"""JSON with everything that is known, for other programs. Positions in samples and seconds."""

import json
from dataclasses import asdict
from typing import Any

from appliance.domain.audio import SAMPLE_RATE_HZ, to_seconds
from appliance.domain.recording import Recording
from appliance.domain.transcript import Segment, Transcript
from appliance.export.formats.labels import Labels
from appliance.export.item import ExportItem

SCHEMA_VERSION = 1
"""Grows when a field changes its meaning or goes away; new fields may come at any time."""


def render(item: ExportItem, _labels: Labels) -> bytes:
    """Encode the document, an utterance a line; the same for the same recording and text."""
    recording, transcript = item.recording, item.transcript
    head = {
        "schema": "tingxia-transcript",
        "version": SCHEMA_VERSION,
        "sample_rate_hz": SAMPLE_RATE_HZ,
        "recording": _recording(recording),
        "gaps": [{"at_s": to_seconds(gap.at_sample), **asdict(gap)} for gap in recording.gaps],
        "markers": [
            {"at_s": to_seconds(marker.at_sample), **asdict(marker)} for marker in recording.markers
        ],
        "transcript": _transcript(transcript) if transcript else None,
    }
    # Indenting every word of a day's text would take seconds and three times the room.
    opened = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    segments = transcript.segments if transcript else ()
    lines = ",".join(
        f"\n    {json.dumps(_segment(segment), ensure_ascii=False)}" for segment in segments
    )
    return f'{opened},\n  "segments": [{lines}\n  ]\n}}\n'.encode(errors="replace")


def _recording(recording: Recording) -> dict[str, Any]:
    total = recording.total_samples
    return {
        "id": recording.id,
        "title": recording.title,
        "state": recording.state,
        "started": recording.started.wall,
        "clock_trusted": recording.started.clock_trusted,
        "preroll_s": to_seconds(recording.preroll_samples),
        "total_samples": total,
        "duration_s": None if total is None else to_seconds(total),
        "stop_reason": recording.stop_reason,
        "microphones": recording.microphones,
        "clipped_samples": recording.clipped_samples,
        "recoveries": recording.recoveries,
        "audio_files": [asdict(file) for file in recording.segments],
    }


def _transcript(transcript: Transcript) -> dict[str, Any]:
    return {
        "kind": transcript.kind,
        "complete": transcript.complete,
        "decided_samples": transcript.decided_samples,
        "decided_s": to_seconds(transcript.decided_samples),
    }


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "start_s": to_seconds(segment.start_sample),
        "end_s": to_seconds(segment.end_sample),
        "start_sample": segment.start_sample,
        "end_sample": segment.end_sample,
        "text": segment.text,
        "raw_text": segment.raw_text,
        "changes": [asdict(change) for change in segment.changes],
        "lexicon": segment.lexicon,
        "speaker": segment.speaker,
        "overlap": segment.overlap,
        "language": segment.language,
        "engine": segment.engine,
        "model": segment.model,
        "model_sha256": segment.model_sha256,
        "confidence": segment.confidence,
        "words": [
            {
                "text": word.text,
                "start_s": to_seconds(word.start_sample),
                "end_s": to_seconds(word.end_sample),
                "start_sample": word.start_sample,
                "end_sample": word.end_sample,
                "confidence": word.confidence,
            }
            for word in segment.words
        ],
    }
