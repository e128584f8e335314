"""The text chain of one session: the packs that hold for it, and its own hot words on top."""

import logging
from collections.abc import Sequence

from appliance.inference.recogniser import Recogniser
from appliance.text import TextChain

log = logging.getLogger(__name__)


class SessionText:
    """Follows the packs, which may change while the session runs."""

    def __init__(
        self,
        recogniser: Recogniser,
        *,
        hot_words: Sequence[str] = (),
        packs: Sequence[str] | None = None,
    ) -> None:
        """``packs`` names those that hold; None are all."""
        self._recogniser = recogniser
        self._own = tuple(hot_words)
        self._packs = None if packs is None else frozenset(packs)
        self._common = recogniser.text
        self._chain = self._chosen()

    @property
    def chain(self) -> TextChain:
        """With the packs as they are now."""
        if self._common is not self._recogniser.text:
            self._common = self._recogniser.text
            self._chain = self._chosen()
        return self._chain

    @property
    def hot_words(self) -> tuple[str, ...]:
        """The words that are likely: the session's own, then those of the packs."""
        known = self.chain.lexicon.hot_words if self.chain.rules.hot_words else ()
        return tuple(dict.fromkeys((*self._own, *known)))

    def _chosen(self) -> TextChain:
        chain, lexicon = self._common, self._common.lexicon
        if self._packs is not None:
            # They were there when they were asked for: whoever removed one wants no failed text.
            if gone := self._packs - lexicon.packs.keys():
                log.warning(
                    "packs of hot words that are not there are passed over: %s",
                    ", ".join(sorted(gone)),
                    extra={"event": "packs-passed-over"},
                )
            chain = chain.with_lexicon(lexicon.only(self._packs))
        return chain.with_hot_words(self._own)
