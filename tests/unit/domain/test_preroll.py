"""The seconds before the tap."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.preroll import Preroll
from tests.fakes.audio import ramp


@given(
    capacity=st.integers(min_value=0, max_value=300),
    wanted=st.integers(min_value=0, max_value=400),
    sizes=st.lists(st.integers(min_value=1, max_value=100), max_size=30),
)
def test_keeps_the_latest_samples_exactly(capacity: int, wanted: int, sizes: list[int]) -> None:
    """Whatever the pieces, what is taken is the end of what was fed, as long as is allowed."""
    preroll, heard = Preroll(capacity), b""
    for size in sizes:
        piece = ramp(len(heard) // 2, size)
        heard += piece
        preroll.feed(piece)
    assert preroll.take(wanted) == heard[max(0, len(heard) - 2 * min(capacity, wanted)) :]
    assert preroll.take(wanted) == b""
