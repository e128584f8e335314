"""What leaves the box in a support bundle, and what does not."""

import json
from collections.abc import Collection

from hypothesis import example, given
from hypothesis import strategies as st

from appliance.diagnostics.support.redaction import Redactor
from appliance.diagnostics.support.vocabulary import own_words, words

OWN = Redactor(own_words(), ("The disk is full", "4711"), key=b"k")


def test_our_own_sentences_stay_readable() -> None:
    """With numbers, sizes, ids of recordings, times and names of events."""
    for text in (
        "inference died, starts again in 1 s: no progress for 30 s: killed",
        "20250512-093000-a1b2 was closed at 2025-05-12T09:30:00.123+00:00",
        "microphone-lost, 48000 Hz, 12 ms, errno 28: No space left on device",
        "FileNotFoundError: [Errno 2] No such file or directory",
    ):
        assert text == OWN.text(text)


def test_everything_else_becomes_a_short_hash() -> None:
    """Names, titles and sentences in any script; part numbers and telephone numbers too."""
    for secret in ("Gespräch", "王工", "Wieczorek", "X7-4711b", "13812345678", "沙特阿美"):
        assert secret not in OWN.text(f"import of {secret}.m4a failed")


def test_a_title_of_ordinary_words_is_known_to_the_box() -> None:
    """And goes as a whole, in whatever case; so does a number that is a title."""
    assert "disk" not in OWN.text("the title THE DISK is full was set")
    assert "4711" not in OWN.text("tag 4711")


def test_the_same_word_has_the_same_hash_within_a_bundle_alone() -> None:
    """So that two places can be compared, and nobody can try names against it."""
    first, second = OWN.text("Wieczorek and Wieczorek").split(" and ")
    assert first == second
    assert first != Redactor(own_words(), key=b"other").text("Wieczorek")


def test_serials_and_keys_are_hashed_whatever_they_hold() -> None:
    """A label may be an ordinary word; a model's checksum is of use and no secret."""
    told = OWN.value({"label": "disk", "recipient": "", "model_sha256": "ab" * 32, "free_bytes": 7})
    assert "disk" != told["label"]
    assert ("", "ab" * 32, 7) == (told["recipient"], told["model_sha256"], told["free_bytes"])


def is_made_of(word: str, own: Collection[str]) -> bool:
    """Tell whether a word is one of these, or several in a row, as in CamelCase."""
    ends = (end for end in range(2, len(word)) if word[:end] in own)
    return word in own or any(is_made_of(word[end:], own) for end in ends)


@example("TxtField")
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_no_word_passes_that_is_not_ours(text: str) -> None:
    """Whatever the text, and the result can be encoded."""
    redacted = OWN.text(text)
    left = words(redacted.replace("<", " ").replace(">", " "))
    own = {word for word in left if word in own_words()}
    hashes = {part[:6].lower() for part in redacted.split("<")[1:]}
    assert all(
        is_made_of(word, own)
        or len(word) < 5
        or any(word in known or known in word for known in hashes)
        for word in left
    )
    json.dumps(redacted).encode()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    )
)
def test_any_json_can_be_redacted(value: object) -> None:
    """And stays JSON."""
    json.dumps(OWN.value(value))
