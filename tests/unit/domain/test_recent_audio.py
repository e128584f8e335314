"""The last seconds of a running recording."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.recent_audio import RecentAudio

PIECES = st.lists(st.integers(min_value=1, max_value=50), max_size=30)


def numbered(first: int, count: int) -> bytes:
    """Return samples that have their position as value."""
    return b"".join(number.to_bytes(2, "little") for number in range(first, first + count))


def test_a_range_is_read_across_pieces() -> None:
    """Whoever reads does not see how the audio came in."""
    recent = RecentAudio(100)
    recent.append(0, numbered(0, 10))
    recent.append(10, numbered(10, 10))
    assert recent.read(5, 10) == numbered(5, 10)


def test_audio_after_a_hole_begins_anew() -> None:
    """What lies before a hole is left to the disk, so that no read spans it."""
    recent = RecentAudio(100)
    recent.append(0, numbered(0, 10))
    recent.append(20, numbered(20, 10))
    assert recent.read(5, 10) == b""
    assert recent.read(20, 10) == numbered(20, 10)


def test_what_is_not_kept_is_not_read() -> None:
    """Reading before, after and from an empty range gives nothing."""
    recent = RecentAudio(100)
    assert recent.read(0, 10) == b""
    recent.append(50, numbered(50, 10))
    assert recent.read(49, 10) == b""
    assert recent.read(60, 10) == b""


@given(pieces=PIECES, first=st.integers(0, 1000), count=st.integers(0, 100))
def test_every_read_is_what_was_said_there(*, pieces: list[int], first: int, count: int) -> None:
    """Whatever comes back is the audio of exactly that position, and the newest is kept."""
    limit = 100
    recent, position = RecentAudio(limit), 0
    for length in pieces:
        recent.append(position, numbered(position, length))
        position += length
    found = recent.read(first, count)
    assert found == numbered(first, len(found) // 2)
    assert recent.end_sample == position
    assert recent.first_sample <= max(0, position - limit)
    assert position - recent.first_sample < limit + 50
