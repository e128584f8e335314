"""Where the content of an exported file comes from."""

import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.export.errors import ExportError
from appliance.export.formats import FORMATS, Labels
from appliance.export.formats.audio import flac_blocks, largest_flac_bytes
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions, Format
from appliance.export.prepared import find
from appliance.export.whole_audio import require_known


def document(format_: Format, item: ExportItem, labels: Labels, options: ExportOptions) -> bytes:
    """Render a text format."""
    content = FORMATS[format_](item, labels, options)
    if format_ is Format.DOCX:
        # A document is a circle of objects with a megabyte behind it that Python does not count.
        gc.collect(1)
    return content


def audio_folder(item: ExportItem) -> Path:
    """Return where the audio of a recording lies. Raises ExportError, RecordingsError."""
    if item.folder is None:
        raise ExportError(
            "The audio of {recording_id} is not here.",
            hint="Export the text alone, without flac.",
            recording_id=item.recording.id,
        )
    require_known(item.recording, item.folder)
    return item.folder


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioSource:
    """Gives a recording's audio by its folder."""

    blocks: Callable[[Path], Iterable[bytes]]
    largest_bytes: Callable[[Path], int]


def _blocks(folder: Path) -> Iterable[bytes]:
    prepared = find(folder)
    return flac_blocks(folder) if prepared is None else prepared.blocks()


def _largest_bytes(folder: Path) -> int:
    prepared = find(folder)
    return largest_flac_bytes(folder) if prepared is None else prepared.size_bytes


ENCODED: Final = AudioSource(blocks=flac_blocks, largest_bytes=largest_flac_bytes)
"""Encodes it on the way."""

FLAC: Final = AudioSource(blocks=_blocks, largest_bytes=_largest_bytes)
"""Copies what was prepared; encodes on the way what was not."""
