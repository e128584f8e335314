"""Who said which segment."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.domain.speakers import NEAR_S, Turn, assign, in_order
from appliance.domain.transcript import Segment, Word

POSITIONS = st.integers(min_value=0, max_value=60 * SAMPLE_RATE_HZ)
STRETCHES = st.tuples(POSITIONS, POSITIONS).map(sorted)
TURNS = st.lists(
    st.builds(
        lambda stretch, speaker: Turn(
            start_sample=stretch[0], end_sample=stretch[1], speaker=speaker
        ),
        STRETCHES,
        st.integers(min_value=0, max_value=5),
    ),
    max_size=12,
)
SEGMENTS = st.lists(STRETCHES, max_size=8).map(
    lambda stretches: [
        replace(said(0, 0, text=f"第{place}句"), start_sample=start, end_sample=end)
        for place, (start, end) in enumerate(stretches)
    ]
)


def said(
    start_s: float, end_s: float, *, text: str = "好", words: tuple[Word, ...] = ()
) -> Segment:
    """Return a segment without a speaker."""
    return Segment(
        start_sample=to_samples(start_s),
        end_sample=to_samples(end_s),
        text=text,
        raw_text=text,
        language="zh",
        engine="fake",
        model="fake",
        model_sha256="0" * 64,
        words=words,
    )


def turn(start_s: float, end_s: float, speaker: int) -> Turn:
    """Return a turn in seconds."""
    return Turn(start_sample=to_samples(start_s), end_sample=to_samples(end_s), speaker=speaker)


def test_a_segment_goes_to_who_speaks_in_it() -> None:
    """And speakers are numbered by their first words, whatever they were called."""
    segments = assign(
        [said(0, 4), said(5, 9), said(10, 14)], [turn(0, 4, 9), turn(5, 9, 3), turn(10, 14, 9)]
    )
    assert [1, 2, 1] == [segment.speaker for segment in segments]
    assert not any(segment.overlap for segment in segments)


def test_who_speaks_most_counts_and_the_other_is_marked() -> None:
    """Six seconds against four of ten."""
    (segment,) = assign([said(0, 10)], [turn(0, 6, 1), turn(6, 10, 2)])
    assert 1 == segment.speaker
    assert segment.overlap


def test_several_turns_of_one_speaker_are_added_up() -> None:
    """Two turns of 2 s are more than one of 3 s; where they overlap they count once."""
    _, added = assign([said(0, 1), said(2, 10)], [turn(0, 5, 1), turn(5, 7, 2), turn(8, 10, 2)])
    _, once = assign([said(0, 1), said(2, 10)], [turn(0, 6, 1), turn(6, 8, 2), turn(6, 9, 2)])
    assert (2, True) == (added.speaker, added.overlap)
    assert (1, True) == (once.speaker, once.overlap)


def test_a_word_of_somebody_else_is_not_noticed() -> None:
    """Half a second of ten, or the 0.2 s that edges of turns are uncertain by."""
    (long,) = assign([said(0, 10)], [turn(0, 10, 1), turn(4, 4.5, 2)])
    (short,) = assign([said(0, 1)], [turn(0, 0.8, 1), turn(0.8, 3, 2)])
    assert not long.overlap
    assert not short.overlap


def test_a_sentence_of_somebody_else_is_noticed_in_the_longest_segment() -> None:
    """Two seconds of thirty are a small share but not nothing."""
    (segment,) = assign([said(0, 30)], [turn(0, 30, 1), turn(4, 6, 2)])
    assert (1, True) == (segment.speaker, segment.overlap)


def test_silence_around_the_words_belongs_to_nobody() -> None:
    """The pre-roll of a segment reaches into what was said before."""
    word = Word(text="好", start_sample=to_samples(5.2), end_sample=to_samples(5.6))
    (segment,) = assign([said(4, 6, words=(word,))], [turn(0, 5.1, 1), turn(5.2, 5.6, 2)])
    assert not segment.overlap
    assert 1 == segment.speaker  # the only one who has a segment


def test_where_nobody_speaks_the_nearest_speaker_counts() -> None:
    """If near enough: half a second is, ten are not."""
    turns = [turn(0, 4, 1), turn(8, 12, 2), turn(30, 31, 1)]
    near, far = assign([said(6.5, 7.5), said(20, 21)], turns)
    assert (1, False) == (near.speaker, near.overlap)  # 2 of the turns, the first with words
    assert far.speaker is None


def test_without_turns_nobody_is_named() -> None:
    """And what an earlier run said is taken back."""
    earlier = replace(said(0, 1), speaker=3, overlap=True)
    (segment,) = assign([earlier], [])
    assert (None, False) == (segment.speaker, segment.overlap)


def test_turns_are_put_in_order() -> None:
    """Of time, and numbered by who begins."""
    assert [turn(0, 1, 1), turn(2, 3, 2), turn(4, 5, 1)] == in_order(
        [turn(4, 5, 7), turn(2, 3, 0), turn(0, 1, 7)]
    )


@given(segments=SEGMENTS, turns=TURNS)
def test_nothing_but_the_speaker_changes(segments: list[Segment], turns: list[Turn]) -> None:
    """Text, words and places stay, and so do number and order of the segments."""
    assigned = assign(segments, turns)
    assert segments == [replace(segment, speaker=None, overlap=False) for segment in assigned]


@given(segments=SEGMENTS, turns=TURNS)
def test_numbers_have_no_holes(segments: list[Segment], turns: list[Turn]) -> None:
    """1, 2, 3 … in order of the segments' times."""
    assigned = sorted(assign(segments, turns), key=lambda segment: segment.start_sample)
    first_words = list(dict.fromkeys(s.speaker for s in assigned if s.speaker is not None))
    assert list(range(1, len(first_words) + 1)) == first_words


@given(segments=SEGMENTS, turns=TURNS, names=st.permutations(range(6)))
def test_what_speakers_were_called_does_not_matter(
    segments: list[Segment], turns: list[Turn], names: list[int]
) -> None:
    """Nor does the order of the turns; only a tie goes to the lower name."""
    renamed = [replace(turn, speaker=names[turn.speaker]) for turn in reversed(turns)]
    before, after = assign(segments, turns), assign(segments, renamed)
    assert [segment.speaker is None for segment in before] == [
        segment.speaker is None for segment in after
    ]


@given(segments=SEGMENTS, turns=TURNS)
def test_one_speaker_never_overlaps(segments: list[Segment], turns: list[Turn]) -> None:
    """Somebody does not interrupt himself."""
    alone = [replace(turn, speaker=1) for turn in turns]
    assert not any(segment.overlap for segment in assign(segments, alone))


@given(segments=SEGMENTS, turns=TURNS, shift=POSITIONS)
def test_only_distances_matter(segments: list[Segment], turns: list[Turn], shift: int) -> None:
    """The same talk an hour later has the same speakers."""
    later = assign(
        [
            replace(s, start_sample=s.start_sample + shift, end_sample=s.end_sample + shift)
            for s in segments
        ],
        [
            replace(t, start_sample=t.start_sample + shift, end_sample=t.end_sample + shift)
            for t in turns
        ],
    )
    assert [(s.speaker, s.overlap) for s in assign(segments, turns)] == [
        (s.speaker, s.overlap) for s in later
    ]


@given(segments=SEGMENTS, turns=TURNS)
def test_nobody_far_away_is_named(segments: list[Segment], turns: list[Turn]) -> None:
    """A speaker has a turn within the distance; without one in reach there is no speaker."""
    reach = to_samples(NEAR_S)
    for segment in assign(segments, turns):
        in_reach = any(
            turn.start_sample < turn.end_sample
            and turn.start_sample <= segment.end_sample + reach
            and turn.end_sample >= segment.start_sample - reach
            for turn in turns
        )
        assert in_reach == (segment.speaker is not None)


@given(turns=TURNS)
def test_putting_turns_in_order_keeps_them(turns: list[Turn]) -> None:
    """Each stretch of speech stays, and those of one speaker stay together."""
    ordered = in_order(turns)
    assert sorted((t.start_sample, t.end_sample) for t in turns) == [
        (t.start_sample, t.end_sample) for t in ordered
    ]
    assert len({t.speaker for t in turns}) == len({t.speaker for t in ordered})
    assert ordered == in_order(ordered)
