"""The state of one supervised process, which can only move as the transition table allows."""

from dataclasses import dataclass

from appliance.domain.process import TRANSITIONS, ProcessState


class IllegalTransitionError(Exception):
    """The supervisor tried a move that the table does not know: a fault in our own code."""


@dataclass(slots=True, kw_only=True)
class Lifecycle:
    """Holds a ProcessState and refuses what TRANSITIONS does not list."""

    state: ProcessState = ProcessState.STOPPED

    def enter(self, state: ProcessState) -> None:
        """Move to ``state``. Raises IllegalTransitionError and stays where it is otherwise."""
        if state not in TRANSITIONS[self.state]:
            raise IllegalTransitionError(f"{self.state} cannot become {state}")
        self.state = state
