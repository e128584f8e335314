"""What those ask of capture who may only act while nothing is recorded."""

from typing import Protocol


class Recorder(Protocol):
    """As much of capture as matters to them."""

    @property
    def running_id(self) -> str | None:
        """The recording that is being made, paused ones included."""
        ...
