"""Packing utterances into long segments."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.endpointing import EndpointRules, UtteranceEnded
from appliance.domain.packing import PackingRules, SegmentPacker
from tests.unit.domain.voice_frames import FRAME_SAMPLES, frames, pattern

SENDER_WINDOW_SAMPLES = to_samples(30)


def pack(speech: list[bool]) -> list[UtteranceEnded]:
    """Run a whole stream through a packer."""
    packer = SegmentPacker(EndpointRules(), PackingRules(), first_sample=0)
    events = [event for frame in frames(speech) for event in packer.feed(frame)]
    events += packer.finish(len(speech) * FRAME_SAMPLES)
    return [event for event in events if isinstance(event, UtteranceEnded)]


def test_pauses_below_two_seconds_are_kept_inside_a_segment() -> None:
    """Three sentences with short pauses are one segment that knows its stretches of speech."""
    (segment,) = pack(pattern((True, 3.0), (False, 1.0), (True, 3.0), (False, 1.5), (True, 3.0)))

    assert 3 == len(segment.speech)
    assert (segment.start_sample, segment.end_sample) == (
        segment.speech[0][0],
        segment.speech[-1][1],
    )


def test_a_long_pause_ends_a_segment() -> None:
    """After more than two seconds a new one begins."""
    assert 2 == len(pack(pattern((True, 3.0), (False, 3.5), (True, 3.0), (False, 1.0))))


def test_a_segment_that_would_grow_too_long_is_cut_at_its_longest_late_pause() -> None:
    """Of the pauses after 10, 16 and 22 s the one of 1.2 s is taken, though another fits more."""
    stream = pattern(
        (True, 10.0),
        (False, 0.5),
        (True, 6.0),
        (False, 1.2),
        (True, 5.0),
        (False, 0.5),
        (True, 8.0),
        (False, 1.0),
    )
    first, second = pack(stream)

    assert 16.0 < to_seconds(first.end_sample) < 17.0
    assert 17.0 < to_seconds(second.start_sample) < 18.0


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 800)), max_size=6))
def test_a_sender_that_stays_30_s_ahead_never_waits_for_ever(
    stretches: list[tuple[bool, int]],
) -> None:
    """What is undecided never reaches the sender's window; segments are ordered and bounded."""
    speech = [is_speech for is_speech, count in stretches for _ in range(count)]
    packer = SegmentPacker(EndpointRules(), PackingRules(), first_sample=0)
    segments: list[UtteranceEnded] = []
    for frame in frames(speech):
        segments += [e for e in packer.feed(frame) if isinstance(e, UtteranceEnded)]
        # A frame is whole only after its last sample: one more may be on its way.
        undecided = frame.end_sample + FRAME_SAMPLES - packer.settled_samples
        assert undecided < SENDER_WINDOW_SAMPLES
    segments += [
        e for e in packer.finish(len(speech) * FRAME_SAMPLES) if isinstance(e, UtteranceEnded)
    ]
    for one in segments:
        assert one.end_sample - one.start_sample <= to_samples(27.0)
        assert one.speech[0][0] == one.start_sample
    for one, following in pairwise(segments):
        assert one.end_sample <= following.start_sample
