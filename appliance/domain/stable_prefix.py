"""Finds the part of a growing text on which two successive partials agree."""

_LOOSE = " ,.!?;:，。！？；：、…"
"""At the end of an agreement these are guesses that the next words change."""


class StablePrefix:
    """Of one utterance. What was once shown as stable is not taken back before the final."""

    def __init__(self) -> None:
        self._previous = ""
        self._stable = ""

    def update(self, text: str) -> tuple[str, str]:
        """Take the next partial; return its stable beginning and its tentative rest.

        Where a partial contradicts the stable text, the stable text stays and the rest is
        what follows after as many characters.
        """
        agreed = _common_beginning(self._previous, text).rstrip(_LOOSE)
        if len(agreed) > len(self._stable) and agreed.startswith(self._stable):
            self._stable = agreed
        self._previous = text
        return self._stable, text[len(self._stable) :]


def _common_beginning(one: str, other: str) -> str:
    length = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    return one[:length]
