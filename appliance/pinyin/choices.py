"""What the person chose before, which goes first the next time. Kept in memory alone."""

from collections import OrderedDict
from typing import Final

KEPT: Final = 500
KEPT_OF_ONE: Final = 3


class Choices:
    """The last choices for the same letters, the newest first."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def remember(self, typed: str, text: str) -> None:
        """Put ``text`` before all else that was chosen for these letters."""
        others = [one for one in self.of(typed) if one != text]
        self._texts[typed] = (text, *others)[:KEPT_OF_ONE]
        self._texts.move_to_end(typed)
        if len(self._texts) > KEPT:
            self._texts.popitem(last=False)

    def of(self, typed: str) -> tuple[str, ...]:
        """Return what was chosen for these letters."""
        return self._texts.get(typed, ())
