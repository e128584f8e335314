"""Titles that are found in what leaves the box."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from appliance.diagnostics.support.phrases import SHORTEST, Phrases

PHRASE = st.text(alphabet="ab Aİß", min_size=SHORTEST, max_size=6)


def test_the_longest_phrase_goes_as_a_whole() -> None:
    """In whatever case, and as often as it is there."""
    phrases = Phrases(["The disk", "The disk is full"])
    assert "[The disk is full]; [The disk]!" == phrases.replaced(
        "THE DISK is full; the disk!", lambda phrase: f"[{phrase}]"
    )


def test_their_number_is_not_limited() -> None:
    """A hundred thousand titles, and each of them is found."""
    phrases = Phrases(f"meeting {number} of the board" for number in range(100_000))
    for number in (0, 54_321, 99_999):
        text = f"export of meeting {number} of the board.docx"
        assert "export of *.docx" == phrases.replaced(text, lambda _: "*")


@given(st.lists(PHRASE, max_size=4), st.text(alphabet="ab Aİß", max_size=30))
def test_no_phrase_is_left(phrases: Sequence[str], text: str) -> None:
    """And what is no phrase stays as it is."""
    left = Phrases(phrases).replaced(text, lambda _: "\n")
    assert not any(phrase in left for phrase in phrases)
    if not any(phrase.lower() in text.lower() for phrase in phrases):
        assert text == left
