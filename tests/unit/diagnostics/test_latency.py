"""Latencies from positions and arrival times."""

import numpy as np
import pytest

from appliance.diagnostics.latency import measure, percentile
from appliance.diagnostics.pipeline_tax import long_recording, rounds, segments
from appliance.diagnostics.reference_speech import ReferenceSpeech
from appliance.diagnostics.session_run import Heard, SessionRun
from appliance.domain.audio import to_samples
from appliance.wire.inference import FinalHypothesis, PartialHypothesis
from tests.fakes.engine import LoudnessDetector
from tests.fakes.tone import silence, tone


def final(utterance: int, start_s: float, end_s: float) -> FinalHypothesis:
    """Make a final of an utterance."""
    return FinalHypothesis(
        utterance=utterance,
        start_sample=to_samples(start_s),
        end_sample=to_samples(end_s),
        text="好",
        raw_text="好",
        language="zh",
        engine="fake",
        model="fake",
        model_sha256="",
        decode_s=0.1,
    )


def partial(utterance: int, text: str) -> PartialHypothesis:
    """Make a partial of an utterance."""
    return PartialHypothesis(
        utterance=utterance,
        start_sample=0,
        end_sample=0,
        stable_text="",
        tentative_text=text,
        decode_s=0.1,
    )


def test_latencies_are_counted_from_the_speech_itself() -> None:
    """Not from the pre-roll or the tail; an empty partial is no text."""
    pcm = silence(1) + tone(2) + silence(2)
    speech = ReferenceSpeech(LoudnessDetector(0), pcm, threshold=0.5)
    run = SessionRun(
        heard=[
            Heard(at_s=1.5, message=partial(1, "")),
            Heard(at_s=1.8, message=partial(1, "好")),
            Heard(at_s=3.9, message=final(1, 0.7, 3.2)),
        ]
    )
    measured = measure(run, speech)

    assert pytest.approx([0.8], abs=0.05) == list(measured.first_partial_s)
    assert pytest.approx([0.9], abs=0.05) == list(measured.final_s)


def test_a_long_utterance_told_in_pieces_counts_once() -> None:
    """Its last piece is its final; without a partial the first final is its first text."""
    pcm = silence(1) + tone(8) + silence(2)
    speech = ReferenceSpeech(LoudnessDetector(0), pcm, threshold=0.5)
    run = SessionRun(
        heard=[
            Heard(at_s=9.8, message=final(1, 0.7, 5.0)),
            Heard(at_s=10.0, message=final(1, 5.0, 9.2)),
        ]
    )
    measured = measure(run, speech)

    assert pytest.approx([8.8], abs=0.05) == list(measured.first_partial_s)
    assert pytest.approx([1.0], abs=0.05) == list(measured.final_s)
    assert [(to_samples(0.7), to_samples(9.2))] == segments(run)


def test_a_kept_partial_does_not_make_the_speech_end_earlier() -> None:
    """Its text ends before the utterance does; the next utterance is not this one's end either."""
    pcm = silence(1) + tone(2) + silence(1) + tone(1) + silence(2)
    speech = ReferenceSpeech(LoudnessDetector(0), pcm, threshold=0.5)
    run = SessionRun(
        heard=[
            Heard(at_s=4.4, message=final(1, 0.7, 1.5)),
            Heard(at_s=5.9, message=final(2, 3.8, 5.1)),
        ]
    )

    assert pytest.approx([1.4, 0.9], abs=0.05) == list(measure(run, speech).final_s)


@pytest.mark.parametrize(("share", "value"), [(0.5, 5.0), (0.95, 10.0), (0.9, 9.0), (0.01, 1.0)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    """The smallest that so many do not exceed."""
    assert value == percentile([10.0, *map(float, range(1, 10))], share)


def test_a_long_recording_is_as_long_as_asked_and_parted_into_rounds() -> None:
    """Recordings in turn, with pauses between."""
    short = [np.ones(to_samples(20), dtype=np.int16), np.full(to_samples(30), 2, dtype=np.int16)]
    audio = long_recording(short, 2.5)
    sizes = [len(pcm) // 2 for pcm in rounds(audio)]

    assert to_samples(150) == len(audio)
    assert [to_samples(120), to_samples(30)] == sizes
    assert {0, 1, 2} == set(audio.tolist())
