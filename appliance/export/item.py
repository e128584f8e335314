"""What is exported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from appliance.domain.recording import Recording
from appliance.domain.transcript import Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItem:
    """A recording with the version of its text that is carried away; None if it has none."""

    recording: Recording
    transcript: Transcript | None
    speaker_names: Mapping[int, str] = field(default_factory=dict)
    """Given by a person; a speaker without a name is called by the number."""

    is_text_whole: bool = True
    """False if something of it is still to be recognised, or could not be."""

    folder: Path | None = None
    """Of the recording; needed for its audio."""
