"""Reading journals that a failing disk or a stranger has changed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain import journal
from appliance.domain.gap import GapCause

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


def test_an_entry_is_read_as_it_was_written() -> None:
    """Encoding and decoding are each other's inverse."""
    entry = journal.GapNoted(
        at=journal.Instant(**AT),  # type: ignore[arg-type]  # the types are those of the fields
        at_sample=5,
        duration_s=1.5,
        cause=GapCause.OVERFLOW,
    )
    assert entry == journal.from_line(journal.to_line(entry))


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
