"""Wrong PINs, restarts and time, in any order."""

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.strategies import floats, sampled_from

from appliance.domain.pin_delay import DELAYS_S, FREE, Failures

HOUR_S = 3600.0
MOST_TRIES = 10


class Guessing(RuleBasedStateMachine):
    """Somebody who tries a wrong PIN whenever one is taken, and restarts the machine at will."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = Failures()
        self.boot = 0
        self.booted_at_s = 0.0
        self.now_s = 0.0
        """Real time, which nobody in the box can see."""

        self.tries_s: list[float] = []

    @rule()
    def try_one(self) -> None:
        """It is counted if no delay is left."""
        if self.left_s() == 0:
            self.failures = self.failures.another(boot_id=str(self.boot), now_s=self.uptime_s())
            self.tries_s.append(self.now_s)

    @rule(seconds=sampled_from((1.0, 59.9, 60.0, 299.0, 600.0, 900.0, 3599.0)))
    def wait(self, seconds: float) -> None:
        """Time goes by."""
        self.now_s += seconds

    @rule()
    def wait_as_long_as_told(self) -> None:
        """The delay is no longer than it was said to be."""
        self.now_s += self.left_s()

    @rule(seconds=floats(min_value=0, max_value=120))
    def restart(self, seconds: float) -> None:
        """The machine starts again; its uptime begins anew, and its wall clock says anything."""
        self.now_s += seconds
        self.boot += 1
        self.booted_at_s = self.now_s

    def uptime_s(self) -> float:
        """What the machine knows of time."""
        return self.now_s - self.booted_at_s

    def left_s(self) -> float:
        """What is told."""
        return self.failures.delay_left_s(boot_id=str(self.boot), now_s=self.uptime_s())

    @invariant()
    def at_most_ten_tries_an_hour(self) -> None:
        """In any hour, whatever happened in it."""
        for first, last in zip(self.tries_s, self.tries_s[MOST_TRIES:], strict=False):
            assert last - first >= HOUR_S - 1e-6

    @invariant()
    def nobody_waits_for_longer_than_the_longest_delay(self) -> None:
        """Neither does the owner."""
        assert 0 <= self.left_s() <= max(DELAYS_S)


TestGuessing = Guessing.TestCase
TestGuessing.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)


def test_the_fifth_wrong_pin_is_the_first_that_costs_time() -> None:
    """Four are free, then the delays grow and stay at the last one."""
    delays = []
    failures = Failures()
    for _ in range(FREE + len(DELAYS_S) + 2):
        failures = failures.another(boot_id="a", now_s=5.0)
        delays.append(failures.delay_left_s(boot_id="a", now_s=5.0))

    assert [0.0] * FREE + [*DELAYS_S, DELAYS_S[-1], DELAYS_S[-1]] == delays


def test_after_a_restart_the_delay_begins_anew() -> None:
    """Uptime of another start says nothing about the time between."""
    failures = Failures(count=5, boot_id="a", at_s=10_000.0)

    assert 0.0 == failures.delay_left_s(boot_id="a", now_s=10_060.0)
    assert 50.0 == failures.delay_left_s(boot_id="b", now_s=10.0)
    assert 0.0 == failures.delay_left_s(boot_id="b", now_s=60.0)
