"""What of a recording's text an export carried away, as one hash: equal means nothing is new."""

import hashlib
import json

from appliance.export.item import ExportItem


def text_digest(item: ExportItem) -> str:
    """Return the SHA-256 of all that a person reads: title, names, utterances with their times."""
    transcript = item.transcript
    content = {
        "title": item.recording.title,
        "speaker_names": {str(number): name for number, name in item.speaker_names.items()},
        "complete": transcript is not None and transcript.complete,
        "segments": [
            [segment.start_sample, segment.end_sample, segment.text, segment.speaker]
            for segment in (transcript.segments if transcript is not None else ())
        ],
    }
    encoded = json.dumps(content, sort_keys=True)  # ASCII: also for halves of surrogate pairs
    return hashlib.sha256(encoded.encode()).hexdigest()
