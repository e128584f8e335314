"""What is given up when memory runs out, and when it comes back."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.memory_ladder import (
    MOST_PATIENCE_CHECKS,
    PATIENCE_CHECKS,
    LadderStep,
    MemoryLadder,
)

ALL = {LadderStep.HALF_WINDOW, LadderStep.CPU, LadderStep.SMALLER_MODEL}


def fallen(*steps: LadderStep) -> MemoryLadder:
    """Make a ladder that went down these steps."""
    ladder = MemoryLadder()
    for step in steps:
        ladder.go_down({step}, "memory ran out")
    return ladder


def test_it_goes_down_one_step_at_a_time() -> None:
    """In the order of what hurts least; at the bottom nothing is left."""
    ladder = MemoryLadder()

    assert [
        LadderStep.HALF_WINDOW,
        LadderStep.CPU,
        LadderStep.SMALLER_MODEL,
        None,
    ] == [ladder.go_down(ALL, "memory ran out") for _ in range(4)]
    assert (LadderStep.SMALLER_MODEL, "memory ran out") == (ladder.step, ladder.reason)


def test_steps_that_are_not_possible_are_passed_over() -> None:
    """Without a GPU nothing moves to the CPU."""
    ladder = MemoryLadder()
    possible = {LadderStep.HALF_WINDOW, LadderStep.SMALLER_MODEL}

    assert LadderStep.HALF_WINDOW is ladder.go_down(possible, "x")
    assert LadderStep.SMALLER_MODEL is ladder.go_down(possible, "x")


def test_undoing_takes_patience() -> None:
    """So many checks in a row must find enough; one that does not begins the count afresh."""
    ladder = fallen(LadderStep.CPU)
    found = [ladder.check(enough=True) for _ in range(PATIENCE_CHECKS - 1)]
    found.append(ladder.check(enough=False))
    found += [ladder.check(enough=True) for _ in range(PATIENCE_CHECKS)]

    assert [False] * (2 * PATIENCE_CHECKS - 1) + [True] == found


def test_nothing_is_undone_where_nothing_was_given_up() -> None:
    """However much memory there is."""
    ladder = MemoryLadder()

    assert not any(ladder.check(enough=True) for _ in range(3 * PATIENCE_CHECKS))


def test_falling_again_soon_doubles_the_patience() -> None:
    """So that it does not swing; falling much later does not."""
    soon = fallen(LadderStep.CPU)
    soon.undo()
    soon.check(enough=True)
    soon.go_down(ALL, "again")
    late = fallen(LadderStep.CPU)
    late.undo()
    for _ in range(PATIENCE_CHECKS + 1):
        late.check(enough=True)
    late.go_down(ALL, "again")

    assert (2 * PATIENCE_CHECKS, PATIENCE_CHECKS) == (soon.patience, late.patience)


def test_a_failed_attempt_doubles_the_patience_up_to_a_bound() -> None:
    """And the count begins afresh."""
    ladder = fallen(LadderStep.CPU)
    for _ in range(30):
        ladder.undo_failed()

    assert MOST_PATIENCE_CHECKS == ladder.patience
    assert LadderStep.CPU is ladder.step


@given(st.lists(st.sampled_from(["down", "enough", "short", "undo", "failed"]), max_size=200))
def test_whatever_happens_its_state_makes_sense(happenings: list[str]) -> None:
    """A reason is told if and only if something was given up; patience stays in its bounds."""
    ladder = MemoryLadder()
    for happening in happenings:
        match happening:
            case "down":
                ladder.go_down(ALL, "memory ran out")
            case "undo":
                ladder.undo()
            case "failed":
                ladder.undo_failed()
            case _:
                ladder.check(enough=happening == "enough")

        assert bool(ladder.reason) == (ladder.step is not LadderStep.NONE)
        assert PATIENCE_CHECKS <= ladder.patience <= MOST_PATIENCE_CHECKS
