"""JSON with everything that is known, for other programs. Positions in samples and seconds.

The schema is ``json_schema.Document``; a test holds the two together.
"""

import io
import json
from dataclasses import asdict
from typing import Any, Final

from appliance.domain.audio import SAMPLE_RATE_HZ, to_seconds
from appliance.domain.recording import Recording
from appliance.domain.transcript import Segment, Transcript
from appliance.export.formats.labels import Labels
from appliance.export.formats.legible import whole
from appliance.export.formats.speakers import all_names, given_name
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions

SCHEMA: Final = "tingxia-transcript"
SCHEMA_VERSION: Final = 1
"""Grows when a field changes its meaning or goes away; new fields may come at any time."""


def render(item: ExportItem, labels: Labels, options: ExportOptions) -> bytes:
    """Encode the document, an utterance a line. Both texts are there, whichever was asked for."""
    recording, transcript = item.recording, item.transcript
    head = {
        "schema": SCHEMA,
        "version": SCHEMA_VERSION,
        "sample_rate_hz": SAMPLE_RATE_HZ,
        "recording": _recording(recording),
        "speakers": _speakers(item, labels) if options.with_speakers else [],
        "gaps": [{"at_s": to_seconds(gap.at_sample), **asdict(gap)} for gap in recording.gaps],
        "markers": [
            {"at_s": to_seconds(marker.at_sample), **asdict(marker)} for marker in recording.markers
        ],
        "transcript": _transcript(transcript) if transcript else None,
    }
    # Indenting every word of a day's text would take seconds and three times the room.
    written = io.BytesIO()
    opened = json.dumps(head, ensure_ascii=False, indent=2, allow_nan=False).removesuffix("\n}")
    written.write(f'{whole(opened)},\n  "segments": ['.encode())
    for number, segment in enumerate(transcript.segments if transcript else ()):
        told = _segment(segment, with_speaker=options.with_speakers)
        line = json.dumps(told, ensure_ascii=False, allow_nan=False)
        written.write(f"{',' if number else ''}\n    {whole(line)}".encode())
    written.write(b"\n  ]\n}\n")
    return written.getvalue()


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


def _speakers(item: ExportItem, labels: Labels) -> list[dict[str, Any]]:
    return [
        {"speaker": number, "name": name, "is_named": bool(given_name(item, number))}
        for number, name in all_names(item, labels).items()
    ]


def _transcript(transcript: Transcript) -> dict[str, Any]:
    return {
        "kind": transcript.kind,
        "complete": transcript.complete,
        "decided_samples": transcript.decided_samples,
        "decided_s": to_seconds(transcript.decided_samples),
    }


def _segment(segment: Segment, *, with_speaker: bool) -> dict[str, Any]:
    return {
        "start_s": to_seconds(segment.start_sample),
        "end_s": to_seconds(segment.end_sample),
        "start_sample": segment.start_sample,
        "end_sample": segment.end_sample,
        "text": segment.text,
        "raw_text": segment.raw_text,
        "changes": [asdict(change) for change in segment.changes],
        "lexicon": segment.lexicon,
        "speaker": segment.speaker if with_speaker else None,
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
