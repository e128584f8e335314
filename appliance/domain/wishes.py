"""How one recording is to be heard."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked for one recording, where that differs from the configuration."""

    language: str | None = None
    hot_words: tuple[str, ...] = ()


NO_WISHES = Wishes()
