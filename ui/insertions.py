"""Which sticks somebody has been told of: once for each time one is plugged in, on any page."""

from collections.abc import Callable, Iterable


class Insertions:
    """Belongs to the box, as sticks do; whichever page looks first tells."""

    def __init__(self) -> None:
        self._known: set[str] | None = None
        self._said: set[str] = set()
        self._looks: dict[object, Callable[[], None]] = {}

    def fresh(self, present: Iterable[str]) -> set[str]:
        """Return those that nobody was told of, and count them as told.

        What was there at the first look was plugged in before anybody looked. One that is pulled
        and plugged in again is fresh.
        """
        now = set(present)
        known, self._known = self._known, now
        self._said &= now
        return set() if known is None else now - known

    def was_said(self, identity: str) -> bool:
        """Tell whether a message told of it that somebody may have read, on a page that is gone."""
        return identity in self._said

    def say_again(self, identity: str) -> None:
        """Have another page say what a message said that went with its page.

        Nothing is to be said any more of a stick that was pulled out meanwhile.
        """
        if self._known is not None and identity in self._known:
            self._said.add(identity)
            self.forget(identity)

    def forget(self, identity: str) -> None:
        """Have another page tell of it, or the next one: the one that was to do so is gone."""
        if self._known is not None:
            self._known.discard(identity)
        for look in tuple(self._looks.values()):
            look()

    def on_forget(self, look: Callable[[], None]) -> Callable[[], None]:
        """Call ``look`` whenever another page may tell, until what is returned is called."""
        key = object()
        self._looks[key] = look
        return lambda: self._looks.pop(key, None) and None
