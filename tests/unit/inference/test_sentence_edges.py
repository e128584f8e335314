"""Edges between sentences and the pauses they belong to."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.audio import to_samples, to_seconds
from appliance.domain.sentences import Sentence
from appliance.inference.sentence_edges import in_pauses
from tests.fakes.tone import silence, tone

FIRST = 80_000
"""Where the audio begins in its recording."""

TALK = tone(3) + silence(0.4) + tone(3) + silence(0.2) + tone(1.4)
"""Speech with a pause at 3.0 to 3.4 s and another at 6.4 to 6.6 s."""


def sentences(*edges_s: tuple[float, float]) -> list[Sentence]:
    """Make sentences that begin and end there, seen from the beginning of the audio."""
    return [
        Sentence(
            start_sample=FIRST + to_samples(start_s), end_sample=FIRST + to_samples(end_s), words=()
        )
        for start_s, end_s in edges_s
    ]


def moved(*edges_s: tuple[float, float], pcm: bytes = TALK) -> list[tuple[float, float]]:
    """Return where their edges went."""
    return [
        (
            round(to_seconds(sentence.start_sample - FIRST), 1),
            round(to_seconds(sentence.end_sample - FIRST), 1),
        )
        for sentence in in_pauses(sentences(*edges_s), pcm, FIRST)
    ]


def test_an_edge_goes_to_the_pause_whichever_side_the_recogniser_counted_it_to() -> None:
    """A tenth of a second of the pause stays with each sentence."""
    for edge_s in (2.6, 3.0, 3.2, 3.4, 3.9):
        assert [(0.0, 3.1), (3.3, 6.0)] == moved((0.0, edge_s), (edge_s, 6.0))


def test_the_longer_pause_is_the_end_of_a_sentence() -> None:
    """Where two are in reach."""
    talk = tone(3) + silence(0.2) + tone(0.4) + silence(0.5) + tone(3)

    assert [(0.0, 3.7), (4.0, 7.0)] == moved((0.0, 3.3), (3.3, 7.0), pcm=talk)


def test_without_a_pause_in_reach_an_edge_stays() -> None:
    """Not every sentence is followed by one."""
    assert [(0.0, 1.5), (1.5, 6.0)] == moved((0.0, 1.5), (1.5, 6.0))


def test_without_loud_and_quiet_there_is_no_telling() -> None:
    """Nothing moves in an even hum, in nothing, or in a moment of sound."""
    for pcm in (tone(8), silence(8), tone(0.05), b""):
        assert [(0.0, 3.0), (3.0, 8.0)] == moved((0.0, 3.0), (3.0, 8.0), pcm=pcm)


def test_one_sentence_keeps_its_edges() -> None:
    """They are those of the utterance."""
    assert [(0.0, 6.0)] == moved((0.0, 6.0))


@given(st.lists(st.integers(0, to_samples(8)), min_size=2, max_size=12))
def test_sentences_stay_in_order_and_never_overlap(edges: list[int]) -> None:
    """Wherever they were cut, and none goes beyond the first and the last edge."""
    cut = [
        Sentence(start_sample=FIRST + start, end_sample=FIRST + end, words=())
        for start, end in pairwise(sorted(edges))
    ]

    found = in_pauses(cut, TALK, FIRST)

    places = [place for each in found for place in (each.start_sample, each.end_sample)]
    assert sorted(places) == places
    assert (cut[0].start_sample, cut[-1].end_sample) == (places[0], places[-1])
