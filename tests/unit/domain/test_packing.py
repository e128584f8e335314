"""Packing utterances into long segments."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.endpointing import EndpointRules, UtteranceEnded
from appliance.domain.packing import PackingRules, SegmentPacker
from tests.unit.domain.voice_frames import FRAME_SAMPLES, frames, pattern

SENDER_WINDOW_SAMPLES = to_samples(30)
RULES = EndpointRules()


def pack(speech: list[bool], rules: EndpointRules = RULES) -> list[UtteranceEnded]:
    """Run a whole stream through a packer."""
    packer = SegmentPacker(rules, PackingRules(), first_sample=0)
    events = [event for frame in frames(speech) for event in packer.feed(frame)]
    events += packer.finish(len(speech) * FRAME_SAMPLES)
    return [event for event in events if isinstance(event, UtteranceEnded)]


def test_pauses_below_two_seconds_are_kept_inside_a_segment() -> None:
    """Three sentences with short pauses are one segment that knows its stretches of speech."""
    (segment,) = pack(pattern((True, 3.0), (False, 1.0), (True, 3.0), (False, 1.5), (True, 3.0)))

    assert 3 == len(segment.speech)
    assert (0, segment.speech[-1][1]) == (segment.start_sample, segment.end_sample)


def test_a_segment_has_a_margin_that_is_in_no_other_segment() -> None:
    """Half a second on both sides, less where the next speech is nearer."""
    stream = pattern((False, 3.0), (True, 3.0), (False, 3.5), (True, 3.0), (False, 3.0))
    first, second = pack(stream)

    for one in (first, second):
        assert to_samples(0.5) == one.speech[0][0] - one.start_sample
        assert to_samples(0.5) == one.end_sample - one.speech[-1][1]
    assert first.end_sample <= second.start_sample


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

    assert 16.0 < to_seconds(first.speech[-1][1]) < 17.0
    assert 17.0 < to_seconds(second.speech[0][0]) < 18.0


def test_speech_without_a_pause_is_cut_into_segments_that_touch() -> None:
    """Nothing between them is lost, nothing is in two of them, and the last holds the end."""
    segments = pack(pattern((True, 100.0)))

    assert 4 <= len(segments) <= 5
    assert (0, 3125 * FRAME_SAMPLES) == (segments[0].start_sample, segments[-1].end_sample)
    for one, following in pairwise(segments):
        assert one.end_sample == following.start_sample


def test_an_engine_that_takes_less_is_given_less() -> None:
    """The rules for live speech bound the segments too."""
    segments = pack(pattern(*((True, 3.0), (False, 0.5)) * 10), EndpointRules(max_segment_s=10.0))

    assert all(to_seconds(one.end_sample - one.start_sample) <= 10.0 for one in segments)


def test_a_segment_is_as_sure_as_its_surest_stretch() -> None:
    """Music before speech does not make the speech doubtful."""
    packer = SegmentPacker(RULES, PackingRules(), first_sample=0)
    stream = [
        *frames(pattern((True, 2.0), (False, 1.0)), certainty=0.6),
        *frames(pattern((True, 2.0), (False, 3.0)), first_sample=94 * FRAME_SAMPLES),
    ]
    (segment,) = [event for frame in stream for event in packer.feed(frame)]

    assert isinstance(segment, UtteranceEnded)
    assert 0.85 < segment.certainty


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
        assert one.end_sample - one.start_sample <= to_samples(28.0)
        assert one.start_sample <= one.speech[0][0] < one.speech[-1][1] <= one.end_sample
    for one, following in pairwise(segments):
        assert one.end_sample <= following.start_sample
    assert all(
        any(one.start_sample <= at < one.end_sample for one in segments)
        for start, end in spoken(speech)
        for at in range(start, end, FRAME_SAMPLES)
    )


def spoken(speech: list[bool]) -> list[tuple[int, int]]:
    """Return the stretches of at least 250 ms, in samples."""
    bounds = [0, *(at for at in range(1, len(speech)) if speech[at] != speech[at - 1]), len(speech)]
    return [
        (start * FRAME_SAMPLES, end * FRAME_SAMPLES)
        for start, end in pairwise(bounds)
        if speech[start:end][:1] == [True] and (end - start) * FRAME_SAMPLES >= to_samples(0.25)
    ]
