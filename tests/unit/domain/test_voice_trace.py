"""What the rules make of a recording that was listened to."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.endpointing import EndpointRules
from appliance.domain.voice_trace import SpeechRegion, VoiceTrace

FRAME = 512
SECOND = 16_000
RULES = EndpointRules()


def trace_of(*stretches: tuple[int, int]) -> VoiceTrace:
    """Return a trace of stretches: a probability of 0 to 255 and a number of frames."""
    trace = VoiceTrace()
    for probability, count in stretches:
        trace.add(FRAME, (probability,) * count, (-20 if probability > 127 else -60,) * count)
    return trace


def cut(trace: VoiceTrace, rules: EndpointRules = RULES, *seams: int) -> list[SpeechRegion]:
    """Return the regions of the whole trace."""
    return list(trace.regions(rules, end_sample=trace.end_sample, seams=seams))


def test_speech_between_two_pauses_is_a_region() -> None:
    """As live captions would cut it: with pre-roll before and a tail behind."""
    (region,) = cut(trace_of((0, 62), (250, 62), (0, 62)))

    assert 62 * FRAME - round(0.3 * SECOND) == region.start_sample
    assert 124 * FRAME + round(0.2 * SECOND) == region.end_sample
    assert not region.forced
    assert 0.97 < region.certainty < 1.0


def test_another_threshold_gives_other_regions_of_the_same_trace() -> None:
    """Nothing has to be listened to again."""
    trace = trace_of((0, 62), (150, 62), (0, 62), (250, 62), (0, 62))

    assert 2 == len(cut(trace))
    assert 1 == len(cut(trace, replace(RULES, threshold=0.8)))


def test_no_region_spans_a_moment_that_was_not_heard() -> None:
    """Speech on both sides of a seam is two regions."""
    trace = trace_of((250, 124))

    seam = 62 * FRAME
    assert [(0, seam), (seam, 124 * FRAME)] == [
        (region.start_sample, region.end_sample) for region in cut(trace, RULES, seam)
    ]


def test_an_empty_trace_has_no_regions() -> None:
    """Nothing was listened to, or the recording is shorter than a frame."""
    assert [] == cut(VoiceTrace())


@given(
    stretches=st.lists(st.tuples(st.integers(0, 255), st.integers(1, 200)), max_size=12),
    threshold=st.floats(0.05, 0.95),
    max_segment_s=st.floats(5, 28),
    seams=st.lists(st.integers(0, 10**6), max_size=3),
)
def test_regions_come_in_order_and_keep_to_the_rules(
    stretches: list[tuple[int, int]], threshold: float, max_segment_s: float, seams: list[int]
) -> None:
    """None overlaps another, is longer than allowed, or lies outside the recording."""
    trace = trace_of(*stretches)
    rules = replace(RULES, threshold=threshold, max_segment_s=max_segment_s)

    position = 0
    for region in cut(trace, rules, *seams):
        assert position <= region.start_sample < region.end_sample <= trace.end_sample
        assert region.end_sample - region.start_sample <= (max_segment_s + 1) * SECOND
        assert not any(region.start_sample < seam < region.end_sample for seam in seams)
        position = region.end_sample
