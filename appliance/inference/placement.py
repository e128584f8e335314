"""Where an engine is to run, and why there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What an engine is opened with."""

    device: str
    """cuda, mps or cpu."""

    asked: str
    """As configured: auto, cuda, mps or cpu."""

    reason: str
    """Why this device and no better one."""

    threads: int

    def reason_for(self, used: str) -> str:
        """Return why the engine runs where it really does; libraries fall back silently."""
        if used.split(":", maxsplit=1)[0] == self.device:
            return self.reason
        return f"{self.device} was chosen, but the engine's library fell back to {used}"
