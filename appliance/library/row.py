"""A line of the library."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.domain.recording import Recording
from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState


class Origin(StrEnum):
    """Where a recording came from."""

    MICROPHONE = "microphone"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryRow:
    """A recording and where its text stands."""

    recording: Recording
    origin: Origin
    total_samples: int
    """Audio known when the row was last written; a running recording has more."""

    text_state: TextState
    problem: str
    """Why the text failed, if so."""

    decided_samples: int
    """Of the live text."""

    excerpt: str
    """Beginning of the best text."""

    speaker_state: SpeakerState = SpeakerState.NONE
    speaker_problem: str = ""
    """Why the speakers could not be told apart, if so."""
