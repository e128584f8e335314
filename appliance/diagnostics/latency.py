"""How long after the spoken word its text is there, from sample positions and arrival times."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.diagnostics.reference_speech import ReferenceSpeech
from appliance.diagnostics.session_run import SessionRun
from appliance.domain.audio import to_samples, to_seconds
from appliance.wire.inference import FinalHypothesis, PartialHypothesis


@dataclass(frozen=True, slots=True, kw_only=True)
class Latencies:
    """In seconds, one value an utterance."""

    first_partial_s: tuple[float, ...]
    """From the beginning of speech to the first text shown of it, partial or final."""

    final_s: tuple[float, ...]
    """From the end of speech to the final text."""


def measure(run: SessionRun, speech: ReferenceSpeech) -> Latencies:
    """Measure a session that was fed in real time, beginning at sample 0."""
    first_text: dict[int, float] = {}
    final_at: dict[int, float] = {}
    starts: dict[int, int] = {}
    for heard in run.heard:
        match heard.message:
            case PartialHypothesis() as partial if partial.stable_text or partial.tentative_text:
                first_text.setdefault(partial.utterance, heard.at_s)
            case FinalHypothesis() as final:
                first_text.setdefault(final.utterance, heard.at_s)
                final_at[final.utterance] = heard.at_s
                starts.setdefault(final.utterance, final.start_sample)
            case _:
                pass
    # Until the next utterance began or the text came: what a final itself calls its end is earlier
    # where a partial's text was kept.
    following = [*list(starts.values())[1:], sys.maxsize]
    ends = {
        utterance: min(to_samples(final_at[utterance]), next_start)
        for utterance, next_start in zip(starts, following, strict=True)
    }
    return Latencies(
        first_partial_s=tuple(
            first_text[utterance] - to_seconds(speech.first_speech(start, ends[utterance]))
            for utterance, start in starts.items()
        ),
        final_s=tuple(
            final_at[utterance] - to_seconds(speech.last_speech(start, ends[utterance]))
            for utterance, start in starts.items()
        ),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least ``share`` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
