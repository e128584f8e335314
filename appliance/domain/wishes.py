"""How one recording is to be heard."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked for one recording, where that differs from the configuration."""

    language: str | None = None
    hot_words: tuple[str, ...] = ()
    packs: tuple[str, ...] | None = None
    """Names of the packs of hot words that hold; None are all there are, also later ones."""


NO_WISHES = Wishes()
