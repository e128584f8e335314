"""When a process that died is started again."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.restart_policy import CrashBudget, GiveUp, Restart, RestartPolicy

YOUNG_S = 0.0
STABLE_S = 10.0


def delays(policy: RestartPolicy, count: int) -> list[float]:
    """Let a process die young so often; returns the delays."""
    decisions = [policy.died(now_s=float(place), worked_s=YOUNG_S) for place in range(count)]
    return [decision.delay_s for decision in decisions if isinstance(decision, Restart)]


def test_delay_doubles_from_one_second_to_a_minute() -> None:
    """A process that keeps dying is retried ever more rarely, never less than each minute."""
    policy = RestartPolicy(immediate=False, stable_s=STABLE_S)
    assert [1, 2, 4, 8, 16, 32, 60, 60] == delays(policy, 8)


def test_first_restart_can_be_immediate() -> None:
    """Capture and station come back at once the first time."""
    policy = RestartPolicy(immediate=True, stable_s=STABLE_S)
    assert [0, 1, 2, 4, 8, 16, 32, 60, 60] == delays(policy, 9)


def test_stable_work_forgives_the_delays() -> None:
    """Having worked long enough, a process starts over with the shortest delay."""
    policy = RestartPolicy(immediate=True, stable_s=STABLE_S)
    delays(policy, 5)
    assert Restart(delay_s=0.0) == policy.died(now_s=100, worked_s=STABLE_S)


def test_fifth_crash_within_ten_minutes_is_too_many() -> None:
    """The budget counts crashes, not delays: working stably in between does not help."""
    budget = CrashBudget(crashes=5, window_s=600)
    policy = RestartPolicy(immediate=False, stable_s=STABLE_S, budget=budget)
    for now_s in (0, 100, 200, 300):
        assert isinstance(policy.died(now_s=now_s, worked_s=STABLE_S), Restart)
    assert GiveUp(crashes=5, window_s=600) == policy.died(now_s=599, worked_s=STABLE_S)


def test_crashes_leave_the_window() -> None:
    """Five crashes in more than ten minutes are no crash loop."""
    budget = CrashBudget(crashes=5, window_s=600)
    policy = RestartPolicy(immediate=False, stable_s=STABLE_S, budget=budget)
    for now_s in (0, 100, 200, 300, 600, 701, 801):
        assert isinstance(policy.died(now_s=now_s, worked_s=STABLE_S), Restart)


@given(
    pauses_s=st.lists(st.floats(0, 200), max_size=40),
    crashes=st.integers(1, 8),
    window_s=st.floats(1, 500),
)
def test_gives_up_exactly_when_the_window_is_full(
    pauses_s: list[float], crashes: int, window_s: float
) -> None:
    """For any times of death the decision is what counting them all anew would give."""
    budget = CrashBudget(crashes=crashes, window_s=window_s)
    policy = RestartPolicy(immediate=True, stable_s=STABLE_S, budget=budget)
    deaths: list[float] = []
    now_s = 0.0
    for pause_s in pauses_s:
        now_s += pause_s
        deaths.append(now_s)
        recent = [death for death in deaths if death > now_s - window_s]
        decision = policy.died(now_s=now_s, worked_s=YOUNG_S)
        assert (len(recent) >= crashes) == isinstance(decision, GiveUp)


@given(worked_s=st.lists(st.floats(0, 100), min_size=1, max_size=200))
def test_delays_stay_within_their_bounds(worked_s: list[float]) -> None:
    """However long a process lasts each time, it is retried within a minute, for ever."""
    policy = RestartPolicy(immediate=True, stable_s=STABLE_S)
    for now_s, worked in enumerate(worked_s):
        decision = policy.died(now_s=float(now_s), worked_s=worked)
        assert isinstance(decision, Restart)
        assert 0 <= decision.delay_s <= RestartPolicy.LONGEST_S
