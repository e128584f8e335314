"""What of a recording's text an export carried away, as one hash: equal means nothing is new."""

import hashlib
import json

from appliance.export.item import ExportItem


def text_digest(item: ExportItem) -> str:
    """Return the SHA-256 of what a person reads: title, names, timed utterances, markers' notes."""
    transcript = item.transcript
    content: dict[str, object] = {
        "title": item.recording.title,
        "speaker_names": {str(number): name for number, name in item.speaker_names.items()},
        "complete": transcript is not None and transcript.complete,
        "segments": [
            [segment.start_sample, segment.end_sample, segment.text, segment.speaker]
            for segment in (transcript.segments if transcript is not None else ())
        ],
    }
    notes = [
        [marker.at_sample, marker.kind, marker.note]
        for marker in item.recording.markers
        if marker.note
    ]
    if notes:  # without any it is the hash that exports were noted with before there were notes
        content["notes"] = notes
    encoded = json.dumps(content, sort_keys=True)  # ASCII: also for halves of surrogate pairs
    return hashlib.sha256(encoded.encode()).hexdigest()
