"""What the process that tells speakers apart is asked."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DiarisationRequest:
    """Two model files and how much audio there is."""

    segmentation: str
    """Path of the model that says who of a few speaks when within seconds."""

    embedding: str
    """Path of the model that says what a voice is like."""

    sample_count: int
    speakers: int | None = None
    """How many there are, if that is known."""

    def to_json(self) -> str:
        """Encode."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "DiarisationRequest":
        """Decode what ``to_json`` made."""
        return cls(**json.loads(text))
