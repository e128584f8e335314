"""What is exported."""

from dataclasses import dataclass

from appliance.domain.recording import Recording
from appliance.domain.transcript import Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportItem:
    """A recording with the version of its text that is carried away; None if it has none."""

    recording: Recording
    transcript: Transcript | None
