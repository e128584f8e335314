"""Cutting a stream into utterances."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.endpointing import (
    Endpointer,
    EndpointEvent,
    EndpointRules,
    Preset,
    UtteranceEnded,
    UtterancePaused,
    UtteranceStarted,
)
from tests.unit.domain.voice_frames import FRAME_SAMPLES, frames, pattern

RULES = EndpointRules()


def cut(
    speech: list[bool], rules: EndpointRules = RULES, levels: list[float] | None = None
) -> list[EndpointEvent]:
    """Run a whole stream through an endpointer."""
    endpointer = Endpointer(rules, first_sample=0)
    events = [event for frame in frames(speech, levels=levels) for event in endpointer.feed(frame)]
    return [*events, *endpointer.finish(len(speech) * FRAME_SAMPLES)]


def utterances(events: list[EndpointEvent]) -> list[UtteranceEnded]:
    """Keep only the ends."""
    return [event for event in events if isinstance(event, UtteranceEnded)]


def test_an_utterance_begins_with_its_preroll_and_ends_with_a_tail() -> None:
    """300 ms before and 200 ms after the speech belong to it."""
    events = cut(pattern((False, 2.0), (True, 3.0), (False, 3.0)))

    (utterance,) = utterances(events)
    assert pytest.approx(2.0 - 0.3, abs=0.05) == to_seconds(utterance.start_sample)
    assert pytest.approx(5.0 + 0.2, abs=0.05) == to_seconds(utterance.end_sample)


def test_a_start_is_told_as_soon_as_there_is_enough_speech() -> None:
    """250 ms of speech open an utterance, long before it ends."""
    endpointer = Endpointer(RULES, first_sample=0)
    told_at = next(
        frame.end_sample
        for frame in frames(pattern((False, 1.0), (True, 2.0)))
        if any(isinstance(event, UtteranceStarted) for event in endpointer.feed(frame))
    )

    assert pytest.approx(1.25, abs=0.05) == to_seconds(told_at)


def test_a_short_sound_is_no_utterance() -> None:
    """A click of 100 ms is passed over, and what is settled moves on after it."""
    endpointer = Endpointer(RULES, first_sample=0)
    stream = pattern((False, 1.0), (True, 0.1), (False, 1.0))
    events = [event for frame in frames(stream) for event in endpointer.feed(frame)]

    assert [] == events
    assert len(stream) * FRAME_SAMPLES - to_samples(0.3) == endpointer.settled_samples


def test_a_gap_shorter_than_300_ms_never_parts_an_utterance() -> None:
    """Not even where the configured pause is shorter."""
    rules = EndpointRules(trailing_silence_s=0.2)
    stream = pattern((True, 1.0), (False, 0.25), (True, 1.0), (False, 2.0))

    assert 1 == len(utterances(cut(stream, rules)))


def test_a_pause_is_announced_once_before_the_end() -> None:
    """After 350 ms the end is suspected, at the very samples that then become the end."""
    events = cut(pattern((True, 3.0), (False, 2.0)))

    started, paused, ended = events
    assert isinstance(started, UtteranceStarted)
    assert isinstance(paused, UtterancePaused)
    assert isinstance(ended, UtteranceEnded)
    assert (paused.start_sample, paused.end_sample) == (ended.start_sample, ended.end_sample)


def test_speech_after_a_pause_makes_it_void() -> None:
    """The end then is another one."""
    events = cut(pattern((True, 3.0), (False, 0.5), (True, 1.0), (False, 2.0)))

    pauses = [event.end_sample for event in events if isinstance(event, UtterancePaused)]
    (ended,) = utterances(events)
    assert 2 == len(pauses)
    assert ended.end_sample == pauses[-1]


def test_the_pause_that_ends_an_utterance_shrinks_as_it_grows() -> None:
    """From the configured one to 300 ms."""
    lengths = [0.5, 3.0, 8.0, 12.0, 20.0, 28.0]
    required = [RULES.required_silence_s(length) for length in lengths]

    assert sorted(required, reverse=True) == required
    assert pytest.approx([0.8, 0.8, 0.3]) == [required[0], required[2], required[-1]]


def test_the_pause_stays_between_300_ms_and_the_configured_one() -> None:
    """Whatever is configured."""
    for configured in (0.05, 5.0):
        rules = EndpointRules(trailing_silence_s=configured)
        for length in (0.0, 5.0, 30.0):
            assert 0.299 <= rules.required_silence_s(length) <= max(0.3, configured)


@pytest.mark.parametrize(
    ("preset", "pause_s", "utterance_count"),
    [
        (Preset.MEETING, 0.8, 2),
        (Preset.DIALOGUE, 0.5, 3),
        (Preset.LECTURE, 2.5, 1),
        (Preset.NOISY_FLOOR, 0.8, 2),
    ],
)
def test_presets_part_the_same_speech_differently(
    preset: Preset, pause_s: float, utterance_count: int
) -> None:
    """Two seconds of speech, a pause of 650 ms, speech, a pause of 1.5 s, speech."""
    rules = EndpointRules.for_preset(preset)
    speech = pattern((True, 2.0), (False, 0.65), (True, 2.0), (False, 1.5), (True, 2.0))

    assert pause_s == rules.trailing_silence_s
    assert utterance_count == len(utterances(cut(speech, rules)))


def test_a_lecture_is_given_two_seconds_and_more_until_a_cut_draws_near() -> None:
    """Only then any pause is welcome."""
    rules = EndpointRules.for_preset(Preset.LECTURE)

    assert 2.0 <= rules.required_silence_s(18.0)
    assert pytest.approx(0.3) == rules.required_silence_s(27.0)


def test_on_a_noisy_floor_half_sure_and_short_sounds_are_no_speech() -> None:
    """Which in a meeting would be."""
    half_sure = frames(pattern((False, 1.0), (True, 1.0), (False, 2.0)), certainty=0.6)
    short = frames(pattern((False, 1.0), (True, 0.35), (False, 2.0)))

    for stream in (list(half_sure), list(short)):
        found = {}
        for preset in (Preset.MEETING, Preset.NOISY_FLOOR):
            endpointer = Endpointer(EndpointRules.for_preset(preset), first_sample=0)
            found[preset] = utterances(
                [event for frame in stream for event in endpointer.feed(frame)]
            )
        assert (1, 0) == (len(found[Preset.MEETING]), len(found[Preset.NOISY_FLOOR]))


def test_an_utterance_tells_how_sure_the_detector_was() -> None:
    """Over the frames it took for speech, of this utterance alone."""
    endpointer = Endpointer(RULES, first_sample=0)
    stream = [
        *frames(pattern((True, 2.0), (False, 2.0)), certainty=0.6),
        *frames(pattern((True, 2.0), (False, 2.0)), first_sample=125 * FRAME_SAMPLES),
    ]
    first, second = utterances([event for frame in stream for event in endpointer.feed(frame)])

    assert pytest.approx([0.6, 0.9]) == [first.certainty, second.certainty]


def test_a_forced_cut_falls_on_the_quietest_place_of_the_last_five_seconds() -> None:
    """Speech of 40 s with a dip at 27 s is cut there, not at the limit of 28 s."""
    count = round(40 * 16_000 / FRAME_SAMPLES)
    dip = round(27 * 16_000 / FRAME_SAMPLES)
    levels = [-40.0 if abs(index - dip) <= 3 else -20.0 for index in range(count)]

    first, second = utterances(cut([True] * count, RULES, levels))
    assert first.forced
    assert pytest.approx(27.0, abs=0.1) == to_seconds(first.end_sample)
    assert first.end_sample == second.start_sample


def test_positions_count_from_where_the_stream_begins() -> None:
    """A session that continues at sample 80,000 speaks of the same recording."""
    endpointer = Endpointer(RULES, first_sample=80_000)
    stream = frames(pattern((False, 1.0), (True, 2.0), (False, 2.0)), first_sample=80_000)
    (ended,) = utterances([event for frame in stream for event in endpointer.feed(frame)])

    assert pytest.approx(80_000 + to_samples(0.7), abs=FRAME_SAMPLES) == ended.start_sample


@settings(max_examples=40, deadline=None)
@given(
    stretches=st.lists(st.tuples(st.booleans(), st.integers(1, 300)), max_size=8),
    trailing_ms=st.integers(200, 5000),
    max_s=st.integers(5, 28),
    preroll_ms=st.integers(0, 1000),
)
def test_utterances_are_ordered_disjoint_bounded_and_hold_all_long_speech(
    stretches: list[tuple[bool, int]], trailing_ms: int, max_s: int, preroll_ms: int
) -> None:
    """Whatever the stream and the settings."""
    speech = [is_speech for is_speech, count in stretches for _ in range(count)]
    rules = EndpointRules(
        trailing_silence_s=trailing_ms / 1000, max_segment_s=max_s, preroll_s=preroll_ms / 1000
    )
    endpointer = Endpointer(rules, first_sample=0)
    ended: list[UtteranceEnded] = []
    settled = 0
    for frame in frames(speech):
        found = utterances(endpointer.feed(frame))
        assert all(one.start_sample >= settled for one in found)
        ended += found
        assert endpointer.settled_samples >= settled
        settled = endpointer.settled_samples
        assert frame.end_sample - settled <= to_samples(max_s) + to_samples(preroll_ms / 1000)
    total = len(speech) * FRAME_SAMPLES
    ended += utterances(endpointer.finish(total))

    for one, following in pairwise(ended):
        assert one.end_sample <= following.start_sample
    for one in ended:
        assert 0 <= one.start_sample < one.end_sample <= total
        assert one.end_sample - one.start_sample <= to_samples(max_s)
    for start, end in _runs(speech):
        if (end - start) * FRAME_SAMPLES >= to_samples(0.25):
            assert _is_covered(start * FRAME_SAMPLES, end * FRAME_SAMPLES, ended)
    assert total == endpointer.settled_samples


def _runs(speech: list[bool]) -> list[tuple[int, int]]:
    bounds = [at for at in range(1, len(speech)) if speech[at] != speech[at - 1]]
    return [
        (start, end)
        for start, end in pairwise([0, *bounds, len(speech)])
        if speech[start:end][:1] == [True]
    ]


def _is_covered(start: int, end: int, ended: list[UtteranceEnded]) -> bool:
    at = start
    for one in ended:
        if one.start_sample <= at < one.end_sample:
            at = one.end_sample
    return at >= end
