"""What the screen and the command line may ask about licences: one attribute of face.Station."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Licensed:
    """Something of somebody that is in this box."""

    name: str
    title: str
    """With its version, as it calls itself."""

    licence: str
    """As it is told with it; empty if it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicencesTold:
    """Everything that is installed."""

    models: tuple[Licensed, ...]
    packages: tuple[Licensed, ...]
    """Of Python, with what they bring along."""


class Licences(Protocol):
    """See the module."""

    async def told(self) -> LicencesTold:
        """Return what is installed, by name."""
        ...

    async def text(self, package: str) -> str:
        """Return the texts that came with a package; empty if none did."""
        ...
