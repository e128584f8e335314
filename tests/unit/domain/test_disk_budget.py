"""When the disk is short, and when it ends a recording."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.disk_budget import AUDIO_BYTES_PER_S, STOP_MARGIN_BYTES, DiskBudget

MB = 1024 * 1024
budget = DiskBudget(reserve_bytes=64 * MB, warn_s=1800)


def test_reserve_file_and_free_space_count_alike() -> None:
    """Whether the reserve is held by a file or only left free makes no difference."""
    held = budget.judge(100 * MB, held_bytes=64 * MB)
    counted = budget.judge(164 * MB, held_bytes=0)
    assert held.recordable_s == counted.recordable_s == 99 * MB / AUDIO_BYTES_PER_S


def test_steps_down_to_full() -> None:
    """First all is well, then it is short, then too little to start, then exhausted."""
    looks = [budget.judge(free, held_bytes=64 * MB) for free in (70 * MB, 50 * MB, 2 * MB, MB)]
    assert [look.is_short for look in looks] == [False, True, True, True]
    assert [look.can_start for look in looks] == [True, True, False, False]
    assert [look.is_exhausted for look in looks] == [False, False, False, True]


@given(
    free=st.integers(min_value=0, max_value=2**50), held=st.integers(min_value=0, max_value=2**30)
)
def test_a_recording_that_goes_on_never_eats_the_reserve(free: int, held: int) -> None:
    """Unless exhausted, free space and what is held exceed the reserve."""
    look = budget.judge(free, held_bytes=held)
    assert look.recordable_s >= 0
    if not look.is_exhausted:
        assert free + min(held, budget.reserve_bytes) > budget.reserve_bytes + STOP_MARGIN_BYTES
