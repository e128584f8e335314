"""Decides when the open utterance is recognised again for a partial. Owns no clock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceRules:
    """How often partials come."""

    first_after_s: float = 0.75
    """Audio of an utterance, pre-roll included, before its first partial."""

    min_interval_s: float = 0.3
    share: float = 0.4
    """Of the engine's time that partials may use."""

    silence_limit_s: float = 0.15
    """After so much silence nothing new is to be shown, and the final may be due any moment."""


class PartialCadence:
    """Adapts to the measured decode time: 40 % of the engine's time, not more often than 0.3 s.

    ``slowness`` makes all intervals so many times as long.
    """

    def __init__(self, rules: CadenceRules | None = None) -> None:
        self._rules = rules or CadenceRules()
        self.slowness = 1.0
        self._begun_s = float("-inf")
        self._decode_s = 0.0

    @property
    def interval_s(self) -> float:
        """Present distance between the beginnings of two partials."""
        return self.slowness * max(self._rules.min_interval_s, self._decode_s / self._rules.share)

    def is_due(self, now_s: float, *, audio_s: float, silence_s: float = 0.0) -> bool:
        """Tell whether to ask for a partial of an utterance with ``audio_s`` of audio so far."""
        return (
            audio_s >= self._rules.first_after_s
            and silence_s <= self._rules.silence_limit_s
            and now_s - self._begun_s >= self.interval_s
        )

    def began(self, now_s: float) -> None:
        """Note that a partial was asked for."""
        self._begun_s = now_s

    def finished(self, decode_s: float) -> None:
        """Note what it cost; the next interval follows."""
        self._decode_s = decode_s

    def begin_afresh(self) -> None:
        """Begin with less audio: a short partial is cheap again, and the first one is awaited."""
        self._begun_s = float("-inf")
        self._decode_s = min(self._decode_s, self._rules.share * self._rules.min_interval_s)
