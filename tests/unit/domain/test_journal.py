"""Reading journals that a failing disk or a stranger has changed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain import journal
from appliance.domain.gap import GapCause
from appliance.domain.wishes import Wishes

AT = {
    "boot_id": "boot",
    "monotonic_ns": 7,
    "wall": "2025-05-01T12:00:00.000+08:00",
    "clock_trusted": True,
}
GAP = {"kind": "gap", "at": AT, "at_sample": 5, "duration_s": 1.5, "cause": "overflow"}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


INSTANT = journal.Instant(**AT)  # type: ignore[arg-type]  # the types are those of the fields


@pytest.mark.parametrize(
    "entry",
    [
        journal.GapNoted(at=INSTANT, at_sample=5, duration_s=1.5, cause=GapCause.OVERFLOW),
        journal.WishesNoted(at=INSTANT, wishes=Wishes()),
        journal.WishesNoted(at=INSTANT, wishes=Wishes(language="en", hot_words=("听匣", "S7"))),
        journal.WishesNoted(at=INSTANT, wishes=Wishes(packs=())),
        journal.WishesNoted(at=INSTANT, wishes=Wishes(packs=("车间", "people"))),
    ],
)
def test_an_entry_is_read_as_it_was_written(entry: journal.Entry) -> None:
    """Encoding and decoding are each other's inverse."""
    assert entry == journal.from_line(journal.to_line(entry))


@pytest.mark.parametrize("field", ["hot_words", "packs"])
def test_words_that_are_no_list_are_not_taken_apart_into_letters(field: str) -> None:
    """Such a line is damaged."""
    line = {"kind": "wishes", "at": AT, "wishes": {field: "Siemens"}}
    assert journal.from_line(json.dumps(line)) is None


def test_wishes_of_before_packs_could_be_chosen_are_for_all_of_them() -> None:
    """That was so when they were noted."""
    line = {"kind": "wishes", "at": AT, "wishes": {"language": "en", "hot_words": ["听匣"]}}
    wishes = Wishes(language="en", hot_words=("听匣",), packs=None)
    assert journal.WishesNoted(at=INSTANT, wishes=wishes) == journal.from_line(json.dumps(line))


@pytest.mark.parametrize(
    "damage",
    [
        {"kind": []},
        {"at_sample": float("inf")},
        {"at": AT | {"wall": "yesterday"}},
        {"at": AT | {"monotonic_ns": "soon"}},
        {"at": "now"},
    ],
)
def test_a_damaged_entry_is_left_out(damage: dict[str, Any]) -> None:
    """Whatever is wrong with it, it stops nobody from reading the others."""
    assert journal.from_line(json.dumps(GAP | damage)) is None


@given(st.sampled_from(["kind", "at", "at_sample", "duration_s", "cause"]), anything)
def test_no_damage_raises(field: str, value: object) -> None:
    """A damaged journal never keeps capture from starting."""
    entry = journal.from_line(json.dumps(GAP | {field: value}))
    assert entry is None or isinstance(entry.at.monotonic_ns, int)
