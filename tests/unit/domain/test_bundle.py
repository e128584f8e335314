"""The order of versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.bundle import BundleKind, version_order

NUMBERS = st.lists(st.integers(0, 999_999_999), min_size=1, max_size=4)


def test_versions_are_ordered_by_their_numbers() -> None:
    """Not by their letters, and a zero more is no later version."""
    ordered = ["0", "1.0", "1.9", "1.10", "2", "2026.11.21", "2026.11.21.1"]
    assert ordered == sorted(sorted(ordered), key=version_order)
    assert version_order("1.10") == version_order("1.10.0")


@given(NUMBERS, NUMBERS)
def test_the_order_is_that_of_the_numbers(first: list[int], second: list[int]) -> None:
    """For any two versions, the shorter one filled up with zeros."""
    filled = [numbers + [0] * (4 - len(numbers)) for numbers in (first, second)]
    versions = [".".join(map(str, numbers)) for numbers in (first, second)]
    assert (filled[0] < filled[1]) == (version_order(versions[0]) < version_order(versions[1]))


@pytest.mark.parametrize(
    "text", ["", "v1", "1.", ".1", "1.2.3.4.5", "1-2", "9999999999", "１", "1\n"]
)
def test_anything_else_is_no_version(text: str) -> None:
    """Also digits of other scripts and numbers without end."""
    with pytest.raises(ValueError, match="no version"):
        version_order(text)


def test_each_kind_has_a_namespace_of_its_own() -> None:
    """So that no signature serves for another purpose."""
    assert ["tingxia-model", "tingxia-lexicon"] == [kind.namespace for kind in BundleKind]
