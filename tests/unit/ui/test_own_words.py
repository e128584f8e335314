"""What is left of a text of the screen in a picture of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.i18n import Languages
from ui.own_words import BLOCK, OwnWords

CHINESE, ENGLISH = (Languages("zh-CN").choose(code).own_words for code in ("zh-CN", "en"))
SMALL = OwnWords(
    ["Nothing heard since {position}.", "{name}: {reason}", "{hours} h", "Stop", "a.b"]
)


@pytest.mark.parametrize(
    "text",
    [
        "Record",
        "English",
        "Everything is in order",
        "  Support bundle\n",
        "Silence for 7 s.",
        "2 things do not work",
        "Room for 53 h",
        "12 min 5 s of sound",
        "Text complete · 2 markers",
        "Examined at 14:05",
    ],
)
def test_what_the_program_says_stays(text: str) -> None:
    """With the figures that it fills in, alone or one after the other."""
    assert text == ENGLISH.masked(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("王工 and the pump", "█" * 15),
        ("Title changed: Budget", "Title changed: ██████"),
        ("Title changed: Record", "Title changed: ██████"),
        ("Title changed: 4711", "Title changed: ████"),
        ("Stick KINGSTON: 31.0 GB free", "Stick ████████: 31.0 GB free"),
        ("98.5", "████"),
        ("0:12:34", "███████"),
        ("Record it", "█" * 9),
        ("Text complete · Budget", "Text complete · ██████"),
        ("Budget · Munich", "█" * 15),
        ("No microphone. We said so.", "No microphone. ███████████"),
    ],
)
def test_everything_else_is_blocks(text: str, left: str) -> None:
    """As long as it was: titles, names, figures that stand alone, words around ours."""
    assert left == ENGLISH.masked(text)


def test_a_message_that_is_nearly_all_fields_claims_no_text() -> None:
    """Unless its fields are figures: else its colon would be all that is left of a sentence."""
    assert "█" * 12 == SMALL.masked("Munich: late")
    assert "12 h" == SMALL.masked("12 h")
    assert "█" * 8 == SMALL.masked("Munich h")


def test_chinese_stays_in_chinese() -> None:
    """Of the language of the page, and of no other."""
    assert "录音" == CHINESE.masked("录音")
    assert "██" == ENGLISH.masked("录音")
    assert "U 盘 ██：剩余 31.0 GB" == CHINESE.masked("U 盘 车间：剩余 31.0 GB")


@given(
    st.text(
        alphabet=st.sampled_from("aSb h.:{}12·Stop Nothing heard since\U0001f600█\n"), max_size=60
    )
)
def test_nothing_passes_that_no_message_has(text: str) -> None:
    """Whatever the text; and every character has its place."""
    masked = SMALL.masked(text)
    assert len(text) == len(masked)
    left = re.split(rf"{BLOCK}+|[-+−]?\d[\d.:]*| · |(?<=[.!?])\s+", masked)
    assert {part.strip() for part in left} <= {"", "Nothing heard since", ".", "h", "Stop", "a.b"}


@given(st.text(max_size=60))
def test_any_text_keeps_its_length(text: str) -> None:
    """With letters outside of the basic plane too."""
    assert len(text) == len(CHINESE.masked(text))
