"""The processes of the box and the states they go through."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """A child of the supervisor, in the order of starting; stopping goes the other way round."""

    CAPTURE = "capture"
    STATION = "station"
    INFERENCE = "inference"


class ProcessState(StrEnum):
    """State of a supervised process."""

    STOPPED = "stopped"
    """Not started yet."""

    STARTING = "starting"
    """Running, but has not said it is ready."""

    RUNNING = "running"
    BACKOFF = "backoff"
    """Died; will be started again after a delay."""

    STOPPING = "stopping"
    EXITED = "exited"
    """Ended because it was asked to."""

    FATAL = "fatal"
    """Died too often; left alone until a person or a restart of the box."""


class ProcessEnd(StrEnum):
    """Why a run of a process ended."""

    CRASHED = "crashed"
    """By a signal or an exception of its own, or it was too big from the start."""

    HUNG = "hung"
    """It gave no sign of life and was killed."""

    ASKED = "asked"
    """In good order, or killed because it did not end when asked to."""


TRANSITIONS: Final = MappingProxyType(
    {
        ProcessState.STOPPED: frozenset({ProcessState.STARTING}),
        ProcessState.STARTING: frozenset(
            {
                ProcessState.RUNNING,
                ProcessState.BACKOFF,
                ProcessState.STOPPING,
                ProcessState.FATAL,
            }
        ),
        ProcessState.RUNNING: frozenset(
            {ProcessState.BACKOFF, ProcessState.STOPPING, ProcessState.FATAL}
        ),
        ProcessState.BACKOFF: frozenset({ProcessState.STARTING, ProcessState.EXITED}),
        ProcessState.STOPPING: frozenset({ProcessState.EXITED}),
        ProcessState.EXITED: frozenset({ProcessState.STARTING}),
        ProcessState.FATAL: frozenset({ProcessState.STARTING, ProcessState.EXITED}),
    }
)
"""From each state, the states that may follow."""
