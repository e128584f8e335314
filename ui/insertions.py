"""Which sticks somebody has been told of: once for each time one is plugged in, on any page."""

from collections.abc import Iterable


class Insertions:
    """Belongs to the box, as sticks do; whichever page looks first tells."""

    def __init__(self) -> None:
        self._known: set[str] | None = None

    def fresh(self, present: Iterable[str]) -> set[str]:
        """Return those that nobody was told of, and count them as told.

        What was there at the first look was plugged in before anybody looked. One that is pulled
        and plugged in again is fresh.
        """
        now = set(present)
        known, self._known = self._known, now
        return set() if known is None else now - known

    def forget(self, identity: str) -> None:
        """Have the next page tell of it: the one that was to do so is gone."""
        if self._known is not None:
            self._known.discard(identity)
