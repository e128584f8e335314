"""Where the content of an exported file comes from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from appliance.export.errors import ExportError
from appliance.export.formats import FORMATS, Labels
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions, Format

_BLOCK_BYTES: Final = 1024 * 1024


def document(format_: Format, item: ExportItem, labels: Labels, options: ExportOptions) -> bytes:
    """Render a text format."""
    del options
    return FORMATS[format_.value](item, labels)


def audio_folder(item: ExportItem) -> Path:
    """Return where the audio of a recording lies. Raises ExportError."""
    if item.folder is None:
        raise ExportError(
            "The audio of {recording_id} is not here.",
            hint="Export the text alone, without flac.",
            recording_id=item.recording.id,
        )
    return item.folder


def audio_limit(folder: Path) -> int:
    """Return how large the FLAC file can be."""
    from appliance.recordings.reader import RecordingAudio

    return RecordingAudio(folder).available_samples() * 2 + 65536


def audio(folder: Path) -> Iterator[bytes]:
    """Encode the audio as FLAC, block by block."""
    import io

    import numpy as np
    import soundfile

    from appliance.recordings.reader import RecordingAudio

    audio = RecordingAudio(folder)
    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", 16000, 1, format="FLAC", subtype="PCM_16") as file:
        for first in range(0, audio.available_samples(), 16000 * 60):
            file.write(np.frombuffer(audio.read(first, 16000 * 60), np.int16))
    content = out.getvalue()
    for first in range(0, len(content), _BLOCK_BYTES):
        yield content[first : first + _BLOCK_BYTES]
