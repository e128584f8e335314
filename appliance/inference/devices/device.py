"""One thing to compute on, real or simulated."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReport:
    """The verdict on a device, for one engine."""

    name: str
    """cuda, mps or cpu."""

    usable: bool
    reason: str
    """Why, for a person; of a usable one, what speaks for it. May be empty then."""


class Device(Protocol):
    """See the module."""

    @property
    def name(self) -> str:
        """Return cuda, mps or cpu."""
        ...

    def report(self, engine: str) -> DeviceReport:
        """Tell whether this engine can use it; imports its library only if all else speaks for it.

        ``engine`` is whisper, sherpa or funasr.
        """
        ...

    def free_bytes(self) -> int | None:
        """Return the memory an engine could take now; None where that cannot be known."""
        ...
