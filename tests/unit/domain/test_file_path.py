"""Names of files that are no UTF-8."""

import os

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.file_path import legible, read, written

_PATHS = st.lists(st.binary(max_size=12).map(lambda name: name.replace(b"/", b"")))


def test_a_name_that_windows_wrote_in_chinese_is_read_as_such() -> None:
    """Beside names that are UTF-8; what is neither shows its bytes."""
    assert "/会议/测.wav" == legible(os.fsdecode("/会议/".encode() + b"\xb2\xe2.wav"))
    assert "a\\xff.wav" == legible(os.fsdecode(b"a\xff.wav"))
    assert "/会议/a\\b.wav" == legible("/会议/a\\b.wav")


@given(st.text(st.characters(exclude_categories=[])))
def test_everything_that_is_told_can_be_sent(text: str) -> None:
    """And what is good already stays as it is, also the second time."""
    told = legible(text)
    assert told == told.encode().decode()
    assert told == legible(told)


@given(_PATHS.map(b"/".join))
def test_a_path_travels_without_loss(path: bytes) -> None:
    """As text that can be shown."""
    told = written(path)
    assert path == read(told)
    assert told == legible(told)


@given(st.text())
def test_whatever_was_sent_is_read(text: str) -> None:
    """A backslash that nobody wrote so stands for itself; a plain path is what it was."""
    assert isinstance(read(text), bytes)
    if "\\" not in text:
        assert text.encode() == read(text)
