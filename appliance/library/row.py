"""A line of the library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from appliance.domain.recording import Recording
from appliance.domain.source import Source
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

    title: str | None = None
    """What a person called it; None: as it was recorded."""

    tags: tuple[str, ...] = ()
    speaker_names: Mapping[int, str] = field(default_factory=dict)
    hold: bool = False
    """Nothing deletes it while this is set."""

    trashed: str | None = None
    """Since when it lies in the trash, ISO 8601 UTC."""

    source: Source | None = None
    revision: int = 0
    """Another number once more of what ``transcript.json`` holds was changed."""

    @property
    def shown_title(self) -> str:
        """The title that a person reads."""
        return self.recording.title if self.title is None else self.title
