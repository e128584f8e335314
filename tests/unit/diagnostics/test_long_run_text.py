"""What a long run says about joins and times."""

import pytest

from appliance.diagnostics.long_run_recording import Placed
from appliance.diagnostics.long_run_text import LongRunText
from appliance.domain.audio import to_samples
from appliance.wire.inference import FinalHypothesis

REFERENCE = "各位同事下午好我们现在开始生产例会"
HALVES = ("各位同事下午好，", "我们现在开始生产例会。")
CLIP_S = 60.0


def clips(count: int) -> list[Placed]:
    """Place the same clip again and again."""
    return [
        Placed(
            name="meeting",
            reference=REFERENCE,
            first_sample=to_samples(number * CLIP_S + 3),
            end_sample=to_samples((number + 1) * CLIP_S),
        )
        for number in range(count)
    ]


def final(text: str, start_s: float) -> FinalHypothesis:
    """Make a final of two seconds."""
    return FinalHypothesis(
        utterance=1,
        start_sample=to_samples(start_s),
        end_sample=to_samples(start_s + 2),
        text=text,
        raw_text=text,
        language="zh",
        engine="fake",
        model="fake",
        model_sha256="",
        decode_s=0.1,
    )


def understood(
    count: int, *, late_s: float = 0.0, odd_s: float = 0.0, first_half: str = HALVES[0]
) -> LongRunText:
    """Return finals of so many clips.

    Times fall behind by ``late_s`` a clip, the first clip alone is off by ``odd_s``, and the last
    one begins with ``first_half``.
    """
    finals = []
    for number in range(count):
        at_s = number * CLIP_S + 4 + number * late_s + (0 if number else odd_s)
        begin = first_half if number == count - 1 else HALVES[0]
        finals += [final(begin, at_s), final(HALVES[1], at_s + 3)]
    return LongRunText(clips(count), finals)


def test_the_same_sentences_in_the_same_places_are_no_shift() -> None:
    """Both edges of both sentences of the last tenth, at least two clips, are compared."""
    assert [0.0] * 8 == understood(20).shifts_at_end_s()


def test_times_that_drift_show_at_the_end() -> None:
    """A twentieth of a second a minute is half a second after twenty, seen from the middle."""
    shifts_s = understood(20, late_s=0.05).shifts_at_end_s()

    assert [0.475] * 4 + [0.525] * 4 == pytest.approx(shifts_s, abs=0.001)


def test_one_odd_place_before_the_end_is_no_drift() -> None:
    """All others tell where the sentence lies."""
    assert 0.0 == max(understood(20, odd_s=0.4).shifts_at_end_s())


@pytest.mark.parametrize(
    ("first_half", "hole"),
    [
        (HALVES[0], 0),
        ("各位同学下午好，", 0),
        ("各位同事下午，", 1),
        ("各位", 5),
        (HALVES[0] * 2, 7),
    ],
    ids=["right", "misheard", "one missing", "lost", "twice"],
)
def test_text_that_is_lost_or_doubled_is_a_hole(first_half: str, hole: int) -> None:
    """Another character in its place is none."""
    assert hole == understood(3, first_half=first_half).longest_hole


def test_a_clip_without_any_text_is_one_hole() -> None:
    """As long as what was said in it."""
    assert len(REFERENCE) == LongRunText(clips(1), []).longest_hole


def test_the_spread_is_between_the_best_and_the_worst_of_a_clip() -> None:
    """One wrong character of seventeen."""
    text = understood(3, first_half="各位同学下午好，")

    assert pytest.approx(1 / 17) == text.cer_spread
    assert pytest.approx((0.0, 0.0, 1 / 17)) == text.cers
