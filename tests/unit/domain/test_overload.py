"""What captions give up under load, and how they recover."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.overload import CaptionsLevel, OverloadLadder, OverloadRules

LEVELS = list(CaptionsLevel)


def observed(ladder: OverloadLadder, begin_s: int, end_s: int, behind_s: float) -> CaptionsLevel:
    """Observe ten times a second."""
    for tenth in range(begin_s * 10, end_s * 10):
        ladder.observe(tenth / 10, behind_s=behind_s)
    return ladder.level


def test_nothing_is_given_up_while_finals_come_in_time() -> None:
    """A second is no overload."""
    assert CaptionsLevel.FULL == observed(OverloadLadder(), 0, 60, behind_s=1.0)


def test_one_step_at_a_time_until_captions_are_off() -> None:
    """Each a second after the other, however far behind."""
    ladder = OverloadLadder()
    levels = [ladder.observe(second, behind_s=30.0) for second in range(5)]

    assert [*LEVELS[1:], CaptionsLevel.OFF] == levels


def test_how_far_depends_on_how_far_behind() -> None:
    """Two seconds: slower. Three: a short window. Ten: finals only."""
    for behind_s, level in ((2.0, 1), (3.0, 2), (10.0, 3), (16.0, 4)):
        assert LEVELS[level] == observed(OverloadLadder(), 0, 60, behind_s)


def test_slow_partials_are_given_up_though_no_final_waits() -> None:
    """First made rarer, then shorter; where even short ones are slow there are none."""
    ladder = OverloadLadder()
    ladder.partial_came(0.9)
    assert CaptionsLevel.SLOWER == observed(ladder, 0, 4, behind_s=0.0)

    ladder.partial_came(3.0)
    assert CaptionsLevel.SHORT_WINDOW == observed(ladder, 4, 8, behind_s=0.0)

    ladder.partial_came(3.0)
    assert CaptionsLevel.FINALS_ONLY == observed(ladder, 8, 9, behind_s=0.0)


def test_it_recovers_step_by_step_when_there_was_calm_for_a_while() -> None:
    """Five seconds for each step, and only well below what led there."""
    ladder = OverloadLadder()
    observed(ladder, 0, 10, behind_s=20.0)

    assert CaptionsLevel.OFF == observed(ladder, 10, 30, behind_s=9.0)
    assert CaptionsLevel.OFF == observed(ladder, 30, 34, behind_s=0.0)
    assert CaptionsLevel.FINALS_ONLY == observed(ladder, 34, 37, behind_s=0.0)
    assert CaptionsLevel.FULL == observed(ladder, 37, 60, behind_s=0.0)


def test_a_moment_of_load_begins_the_calm_anew() -> None:
    """It does not lead down either, if it is shorter than the time between two steps."""
    ladder = OverloadLadder()
    observed(ladder, 0, 2, behind_s=2.0)
    observed(ladder, 2, 6, behind_s=0.0)
    ladder.observe(6.0, behind_s=1.0)

    assert CaptionsLevel.SLOWER == observed(ladder, 7, 11, behind_s=0.0)
    assert CaptionsLevel.FULL == observed(ladder, 11, 13, behind_s=0.0)


def test_who_rose_too_early_waits_longer_the_next_time() -> None:
    """So that an engine that is too slow for ever is not tried every five seconds."""
    ladder = OverloadLadder()
    steps = 0
    before = ladder.level
    for tenth in range(6000):
        level = ladder.observe(tenth / 10, behind_s=2.0 if before is CaptionsLevel.FULL else 0.0)
        steps += level is not before
        before = level

    assert steps < 40


@given(st.lists(st.tuples(st.floats(0, 40), st.floats(0, 5)), max_size=200))
def test_levels_change_by_one_and_never_faster_than_the_rules_say(
    load: list[tuple[float, float]],
) -> None:
    """Whatever the load."""
    ladder, rules = OverloadLadder(), OverloadRules()
    level, stepped_s = 0, -100.0
    for number, (behind_s, partial_s) in enumerate(load):
        ladder.partial_came(partial_s)
        now_s = number * 0.3
        following = LEVELS.index(ladder.observe(now_s, behind_s=behind_s))
        assert abs(following - level) <= 1
        if following != level:
            least_s = rules.step_down_s if following > level else rules.step_up_s
            assert now_s - stepped_s >= least_s
            stepped_s = now_s
        level = following
