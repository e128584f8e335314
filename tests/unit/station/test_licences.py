"""What a package calls its licence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.station.licences import LONGEST_NAME, licence_name

OSI = "License :: OSI Approved"


@pytest.mark.parametrize(
    ("expected", "expression", "classifiers", "free"),
    [
        ("MIT OR Apache-2.0", "MIT OR Apache-2.0", [f"{OSI} :: MIT License"], "MIT"),
        ("MIT License", "", ["Topic :: Sound", f"{OSI} :: MIT License"], "see LICENSE"),
        ("A / B", "", [f"{OSI} :: A", OSI, f"{OSI} :: B"], ""),
        ("BSD", "", [OSI], "BSD\n\nCopyright (c) 2010\n"),
        ("", "", [], "UNKNOWN"),
        ("", "", [], ""),
    ],
)
def test_the_surest_name_is_taken(
    expected: str, expression: str, classifiers: list[str], free: str
) -> None:
    """The expression before the classifiers, those before what was written freely."""
    assert expected == licence_name(expression, classifiers, free)


@given(st.lists(st.text()), st.text())
def test_whatever_a_package_says_is_one_line(classifiers: list[str], free: str) -> None:
    """A text in the place of a name is cut to its beginning."""
    assert len(licence_name("", [], free)) <= LONGEST_NAME
    assert len(licence_name("", classifiers, free).splitlines()) <= 1
