"""The Range header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.api.byte_range import ByteRange, UnsatisfiableRangeError, parse_range

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "first", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, SIZE),
        ("bytes=10-19", 10, 20),
        ("bytes=990-5000", 990, SIZE),
        ("bytes=-1", 999, SIZE),
        ("bytes=-5000", 0, SIZE),
    ],
)
def test_one_range_is_understood(header: str, first: int, end: int) -> None:
    """First and last byte, open ends and suffixes; clipped to the size."""
    assert parse_range(header, SIZE) == ByteRange(first=first, end=end)


@pytest.mark.parametrize(
    "header",
    [None, "", "bytes=", "bytes=-", "lines=0-1", "bytes=5-2", "bytes=0-1,4-5", "bytes=a-b"],
)
def test_what_is_no_single_range_is_ignored(header: str | None) -> None:
    """RFC 9110: such a header is as good as none."""
    assert parse_range(header, SIZE) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
def test_beyond_the_end_is_refused(header: str) -> None:
    """There is nothing to send."""
    with pytest.raises(UnsatisfiableRangeError):
        parse_range(header, SIZE)


@given(header=st.text(), size=st.integers(min_value=0, max_value=10**12))
def test_any_header_gives_a_range_within_the_size(header: str, size: int) -> None:
    """Whatever is sent, what comes out lies within the size and is not empty."""
    try:
        found = parse_range(f"bytes={header}", size)
    except UnsatisfiableRangeError:
        return
    assert found is None or 0 <= found.first < found.end <= size
