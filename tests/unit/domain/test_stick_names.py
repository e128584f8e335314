"""Names on a stick as text and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.stick_names import OddPathError, read_path, shown, shown_path

names = st.binary(min_size=1, max_size=60).filter(
    lambda name: name not in {b".", b".."} and not {0, 0x2F} & set(name)
)


@given(st.lists(names, min_size=1, max_size=8).map(tuple))
def test_any_path_is_printable_and_comes_back(place: tuple[bytes, ...]) -> None:
    """Whatever a name holds, the text shows it harmlessly and names the very file."""
    text = shown_path(place)
    assert all(character.isprintable() or character == "\u3000" for character in text)
    assert place == read_path(text)


@given(st.text(max_size=80) | st.text(alphabet="\\x0123456789abcdef./", max_size=30))
def test_any_text_is_a_path_below_the_stick_or_refused(text: str) -> None:
    """No text leads out of the stick, and no two texts name the same file."""
    try:
        place = read_path(text)
    except OddPathError:
        return
    assert text == shown_path(place)
    for name in place:
        assert name not in {b"", b".", b".."}
        assert not {0, 0x2F} & set(name)
        assert len(name) <= 255


@pytest.mark.parametrize(
    "text",
    [
        *("", "/etc/passwd", "a//b", "a/", "..", "../a", "a/../b", ".", "a/./b", r"\x2e\x2e/a"),
        *(r"a\x2fb", r"a\x00", r"\x61", "a\\", r"a\y", "a\nb", "a" * 256, "\ud800"),
    ],
)
def test_what_leads_out_or_is_written_otherwise_is_refused(text: str) -> None:
    """Also the same name written in another way: one file has one text."""
    with pytest.raises(OddPathError):
        read_path(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("会议 记录\u3000二.wav".encode(), "会议 记录\u3000二.wav"),
        (b"a\x1b[31mb", r"a\x1b[31mb"),
        (b"line\nend", r"line\x0aend"),
        (b"\xff\xfe", r"\xff\xfe"),
        ("gpj\u202eexe.wav".encode(), r"gpj\xe2\x80\xaeexe.wav"),
        (b"back\\slash", r"back\\slash"),
    ],
)
def test_what_would_play_tricks_is_written_byte_by_byte(name: bytes, expected: str) -> None:
    """Chinese stays readable; terminals and pages are told nothing they would obey."""
    assert expected == shown(name)
