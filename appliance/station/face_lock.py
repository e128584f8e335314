"""What the screen may ask about the lock of the box: one attribute of face.Station.

Until somebody has set a PIN nothing is locked and every deed is free. With a PIN, a deed that the
lock guards takes a permit; without a living one it raises LockedError and nothing is done.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Permit:
    """Shows that somebody gave the PIN; dies when it was not used for a few minutes."""

    token: str
    """What finds it again on another page of the same visit; secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockState:
    """How the lock is."""

    has_pin: bool = False
    """False: nothing is locked."""

    is_kiosk: bool = False
    """What a passer-by must not touch is hidden until the box is unlocked."""

    failures: int = 0
    """Wrong PINs since the last right one."""

    delay_left_s: float = 0.0
    """So long no PIN is taken."""

    problem: str = ""
    """Why the PIN cannot be read; then nothing that it guards can be done."""


class LockFace(Protocol):
    """See the module."""

    async def state(self) -> LockState:
        """Return how the lock is now."""
        ...

    def holds(self, permit: Permit | None) -> bool:
        """Tell whether a guarded deed would be done with ``permit``; does not keep it alive."""
        ...

    def hides(self, permit: Permit | None) -> bool:
        """Tell whether kiosk mode hides what a passer-by must not touch from ``permit``."""
        ...

    def permit(self, token: str) -> Permit | None:
        """Find a living permit again by its token."""
        ...

    async def approve(self, permit: Permit | None) -> Permit:
        """Return a permit for one deed that is allowed now and done later.

        It waits for that deed however long, whoever locks the box meanwhile. Raises LockedError.
        """
        ...

    async def unlock(self, pin: str) -> Permit:
        """Return a permit. Raises PinError if it is wrong, or must be waited for."""
        ...

    async def set_pin(self, pin: str, permit: Permit | None = None) -> Permit:
        """Set the first PIN, or another with a permit; all other permits end.

        Raises PinError for one that is too short, LockedError.
        """
        ...

    async def reset(self, permit: Permit | None) -> bool:
        """Forget the PIN, which unlocks everything; False if there was none.

        Takes a permit, as another PIN does; the box's owner at the command line needs none.
        Raises LockedError.
        """
        ...

    async def lock(self, permit: Permit) -> None:
        """End a permit."""
        ...
