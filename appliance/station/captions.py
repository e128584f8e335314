"""What is shown of a running recording while it is being understood."""

from collections import deque
from collections.abc import Callable, Iterable

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.captions_lag import captions_lag_s
from appliance.domain.overload import CaptionsLevel
from appliance.domain.transcript import Segment
from appliance.station.face import Caption, Captions
from appliance.wire.inference import FinalHypothesis, PartialHypothesis, SessionProgress

_WITHOUT_PARTIALS = frozenset({CaptionsLevel.FINALS_ONLY, CaptionsLevel.OFF})

KEPT_FINALS = 200
"""Older ones are read in the transcript."""


class LiveCaptions:
    """Collects hypotheses of one recording; an utterance that is not decided may be taken back."""

    def __init__(
        self, recording_id: str, *, followed_samples: int, on_change: Callable[[], None]
    ) -> None:
        """``followed_samples`` were recorded already when it began."""
        self.recording_id = recording_id
        self._followed_samples = followed_samples
        self._on_change = on_change
        self._decided: deque[Caption] = deque(maxlen=KEPT_FINALS)
        self._last_words_s = 0.0
        """Where the last of all decided words ends: those kept may be nothing but noise."""

        self._undecided: list[FinalHypothesis] = []
        self._partial: PartialHypothesis | None = None
        self._decided_samples = 0
        self._progress: SessionProgress | None = None

    def restore(self, segments: Iterable[Segment], decided_samples: int) -> None:
        """Begin with what an earlier run of the station understood."""
        self._keep(
            Caption(
                start_s=to_seconds(segment.start_sample),
                end_s=to_seconds(segment.end_sample),
                text=segment.text,
            )
            for segment in segments
        )
        self._decided_samples = decided_samples
        self._on_change()

    def guessed(self, partial: PartialHypothesis) -> None:
        """Show the open utterance."""
        self._partial = partial
        self._on_change()

    def progressed(self, progress: SessionProgress) -> None:
        """Take note of what overload left of the captions."""
        self._progress = progress
        self._on_change()

    def understood(self, final: FinalHypothesis) -> None:
        """Show a finished utterance."""
        self._undecided.append(final)
        if self._partial is not None and self._partial.utterance <= final.utterance:
            self._partial = None
        self._on_change()

    def decided(self, finals: Iterable[FinalHypothesis], decided_samples: int) -> None:
        """Keep these for good."""
        finals = list(finals)
        self._keep(map(_caption, finals))
        self._undecided = [final for final in self._undecided if final not in finals]
        self._decided_samples = decided_samples
        self._on_change()

    def interrupted(self) -> None:
        """Take back what was not decided; it will be understood again."""
        self._undecided.clear()
        self._partial = None
        self._progress = None
        self._on_change()

    def view(self, recorded_samples: int) -> Captions:
        """Return what a screen shows."""
        partial, reached_samples = self._partial, self._reached_samples()
        return Captions(
            recording_id=self.recording_id,
            finals=(*self._decided, *map(_caption, self._undecided))[-KEPT_FINALS:],
            stable_text=partial.stable_text if partial else "",
            tentative_text=partial.tentative_text if partial else "",
            behind_s=captions_lag_s(
                recorded_samples=recorded_samples,
                followed_samples=self._followed_samples,
                received_samples=self._progress.received_samples if self._progress else 0,
                reached_samples=reached_samples,
            ),
            quiet_s=max(0.0, to_seconds(reached_samples) - self._spoken_until_s()),
            level=self._progress.captions_level if self._progress else CaptionsLevel.FULL,
        )

    def _keep(self, captions: Iterable[Caption]) -> None:
        for caption in captions:
            self._decided.append(caption)
            if caption.text:
                self._last_words_s = caption.end_s

    def _reached_samples(self) -> int:
        """Return up to where there are words, as far as words are to be expected."""
        progress = self._progress
        if progress is not None and progress.captions_level in _WITHOUT_PARTIALS:
            # Nobody guesses at the open utterance: it is not behind before it is over.
            return progress.received_samples - to_samples(progress.behind_s)
        return max(
            self._decided_samples,
            self._partial.end_sample if self._partial else 0,
            *(final.end_sample for final in self._undecided),
        )

    def _spoken_until_s(self) -> float:
        if self._partial is not None and (
            self._partial.stable_text or self._partial.tentative_text
        ):
            return to_seconds(self._partial.end_sample)
        undecided = reversed(self._undecided)
        words = (to_seconds(final.end_sample) for final in undecided if final.text)
        return next(words, self._last_words_s)


def _caption(final: FinalHypothesis) -> Caption:
    return Caption(
        start_s=to_seconds(final.start_sample),
        end_s=to_seconds(final.end_sample),
        text=final.text,
    )
