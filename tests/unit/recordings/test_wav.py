"""Headers of WAV files."""

import io
import wave

from hypothesis import given
from hypothesis import strategies as st

from appliance.recordings import wav


@given(st.integers(min_value=0, max_value=5000))
def test_header_is_read_by_others(samples: int) -> None:
    """The standard library reads format and length from our header."""
    content = wav.header(samples) + bytes(2 * samples)
    with wave.open(io.BytesIO(content)) as file:
        assert file.getparams()[:4] == (1, 2, 16_000, samples)


@given(st.integers(min_value=0, max_value=2**33))
def test_length_tells_samples(file_bytes: int) -> None:
    """A file of any length holds whole samples after its header, or none."""
    samples = wav.sample_count(file_bytes)
    assert samples >= 0
    assert wav.offset(samples) <= max(file_bytes, wav.HEADER_BYTES)
    assert wav.offset(samples + 1) > file_bytes


def test_header_of_more_than_4_gib_announces_4_gib() -> None:
    """A length beyond the format's limit still gives a valid header."""
    assert len(wav.header(2**33)) == wav.HEADER_BYTES
