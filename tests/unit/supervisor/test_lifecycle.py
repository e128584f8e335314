"""The states of a process and the moves between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.lifecycle import IllegalTransitionError, Lifecycle
from appliance.domain.process import TRANSITIONS, ProcessState


@given(wanted=st.lists(st.sampled_from(ProcessState)))
def test_only_moves_of_the_table_happen(wanted: list[ProcessState]) -> None:
    """Whatever is tried in whatever order: the state follows the table or stays as it is."""
    lifecycle = Lifecycle()
    for state in wanted:
        before = lifecycle.state
        if state in TRANSITIONS[before]:
            lifecycle.enter(state)
            assert state is lifecycle.state
        else:
            with pytest.raises(IllegalTransitionError):
                lifecycle.enter(state)
            assert before is lifecycle.state


def test_every_state_is_in_the_table_and_can_be_reached() -> None:
    """No state is forgotten, and each can be entered on some way from STOPPED."""
    assert set(ProcessState) == set(TRANSITIONS)
    reached = {ProcessState.STOPPED}
    for _ in ProcessState:
        reached |= {follower for state in reached for follower in TRANSITIONS[state]}
    assert set(ProcessState) == reached


def test_every_state_leads_to_an_orderly_end() -> None:
    """From wherever a started process is, there is a way to EXITED."""
    ending = {ProcessState.EXITED}
    for _ in ProcessState:
        ending |= {state for state, followers in TRANSITIONS.items() if followers & ending}
    assert set(ProcessState) == ending
