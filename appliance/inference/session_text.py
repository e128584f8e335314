"""The text chain of one session: its own hot words on top of those of the lexicons."""

from collections.abc import Sequence

from appliance.inference.recogniser import Recogniser
from appliance.text import TextChain


class SessionText:
    """Follows the lexicons, which may change while the session runs."""

    def __init__(self, recogniser: Recogniser, hot_words: Sequence[str] = ()) -> None:
        self._recogniser = recogniser
        self._hot_words = tuple(hot_words)
        self._common = recogniser.text
        self._chain = self._common.with_hot_words(self._hot_words)

    @property
    def chain(self) -> TextChain:
        """With the lexicons as they are now."""
        if self._common is not self._recogniser.text:
            self._common = self._recogniser.text
            self._chain = self._common.with_hot_words(self._hot_words)
        return self._chain
