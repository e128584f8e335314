"""What is allowed to each child: times, priority, restarts."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from appliance.domain.process import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How one child is treated."""

    start_timeout_s: float
    """It must say that it is ready within this."""

    progress_timeout_s: float
    """It must report progress at least so often, else it is killed as hung."""

    slow_timeout_s: float = 0.0
    """Instead of both above while it says nothing but uses the processor."""

    stable_s: float
    """Having worked for so long, it is restarted without delay the next time it dies."""

    restarts_immediately: bool
    """The first restart has no delay."""

    is_indispensable: bool
    """Retried forever; the box is ready when all of these are."""

    niceness: int = 0
    """Added to its scheduling priority."""

    oom_score_adj: int = 0
    """Whom the kernel kills first when memory runs out (Linux, proc(5)); 1000 is the first."""

    is_single_threaded: bool = True
    """Numeric libraries are told to start no threads: each costs memory and steals time."""


LIMITS: Final[Mapping[Role, Limits]] = MappingProxyType(
    {
        Role.CAPTURE: Limits(
            start_timeout_s=10,
            progress_timeout_s=3,
            stable_s=2,
            restarts_immediately=True,
            is_indispensable=True,
        ),
        Role.STATION: Limits(
            start_timeout_s=120,  # a large library of an older release is rewritten first
            progress_timeout_s=10,
            stable_s=5,
            restarts_immediately=True,
            is_indispensable=True,
            oom_score_adj=200,
        ),
        Role.INFERENCE: Limits(
            start_timeout_s=120,
            progress_timeout_s=30,
            slow_timeout_s=600,  # a machine that has no time for it is not its fault
            stable_s=10,
            restarts_immediately=False,
            is_indispensable=False,
            niceness=5,
            oom_score_adj=800,
            is_single_threaded=False,
        ),
    }
)
