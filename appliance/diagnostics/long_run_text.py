"""What was understood of the clips of a long recording, and where it was put."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

import jiwer

from appliance.diagnostics.error_rate import character_error_rate, normalised
from appliance.diagnostics.long_run_recording import Placed
from appliance.domain.audio import to_samples, to_seconds
from appliance.wire.inference import FinalHypothesis

_MARGIN_S: Final = 0.5
_END_SHARE: Final = 0.1
"""Of the clips, whose times are put to those of all before."""

_FEWEST_AT_END: Final = 2


class LongRunText:
    """Clip by clip, in the order of the recording."""

    def __init__(self, clips: Sequence[Placed], finals: Sequence[FinalHypothesis]) -> None:
        margin = to_samples(_MARGIN_S)
        self._clips = [
            (
                clip,
                [
                    final
                    for final in finals
                    if clip.first_sample - margin <= final.start_sample < clip.end_sample + margin
                ],
            )
            for clip in clips
        ]

    @property
    def cers(self) -> tuple[float, ...]:
        """Of each clip."""
        return tuple(character_error_rate(clip.reference, text) for clip, text in self._texts())

    @property
    def cer_spread(self) -> float:
        """Between the best and the worst of the same clip, which a model hears anew each time."""
        by_name: dict[str, list[float]] = defaultdict(list)
        for (clip, _), cer in zip(self._clips, self.cers, strict=True):
            by_name[clip.name].append(cer)
        return max((max(each) - min(each) for each in by_name.values()), default=0.0)

    @property
    def longest_hole(self) -> int:
        """Most characters in a row that are missing, or there twice, as a bad join would do."""
        return max((_longest_hole(clip.reference, text) for clip, text in self._texts()), default=0)

    def shifts_at_end_s(self) -> list[float]:
        """Return how far each edge of a sentence lies from where it lay before the end.

        Seen from the beginning of its clip, against the median of all earlier places of the same
        sentence: one place alone may be the odd one out, as recognisers now and then count the
        pause after a sentence to its last word.
        """
        first_at_end = len(self._clips) - max(_FEWEST_AT_END, round(_END_SHARE * len(self._clips)))
        known: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        shifts = []
        for number, (clip, finals) in enumerate(self._clips):
            for final in finals:
                sentence = clip.name, normalised(final.text)
                edges = final.start_sample - clip.first_sample, final.end_sample - clip.first_sample
                if number < first_at_end:
                    known[sentence].append(edges)
                elif sentence in known:
                    usual = (median(places) for places in zip(*known[sentence], strict=True))
                    shifts += [abs(edge - place) for edge, place in zip(edges, usual, strict=True)]
        return [to_seconds(round(shift)) for shift in shifts]

    def _texts(self) -> Iterator[tuple[Placed, str]]:
        for clip, finals in self._clips:
            yield clip, "".join(final.text for final in finals)


def _longest_hole(reference: str, text: str) -> int:
    expected, heard = normalised(reference), normalised(text)
    if not expected or not heard:
        return max(len(expected), len(heard))
    (chunks,) = jiwer.process_characters(expected, heard).alignments
    return max(
        (
            max(chunk.ref_end_idx - chunk.ref_start_idx, chunk.hyp_end_idx - chunk.hyp_start_idx)
            for chunk in chunks
            if chunk.type in {"delete", "insert"}
        ),
        default=0,
    )
