"""How often a process ended unasked, and when."""

from appliance.domain.faults import LATELY_S, Faults


def test_all_are_counted_and_those_of_the_last_hour_told() -> None:
    """The last one is told for as long as the box runs."""
    faults = Faults()
    assert (0, 0, None) == (faults.count, faults.lately(now_s=5.0), faults.ago_s(now_s=5.0))
    for now_s in (0.0, 10.0, 20.0):
        faults.note(now_s=now_s)
    assert (3, 3, 1.0) == (faults.count, faults.lately(now_s=21.0), faults.ago_s(now_s=21.0))
    assert 1 == faults.lately(now_s=LATELY_S + 10.0)
    assert (0, 2 * LATELY_S) == (
        faults.lately(now_s=20.0 + 2 * LATELY_S),
        faults.ago_s(now_s=20.0 + 2 * LATELY_S),
    )
    assert 3 == faults.count
