"""How texts are compared in a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.library.folding import fold, folded_places


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＰＵＭＰ　７．５ｋＷ", "pump 7.5kw"),
        ("會議室裡的電機", "会议室里的电机"),
        ("Café CAFE\u0301", "cafe cafe"),
        ("Straße ﬁne ㎏", "strasse fine kg"),
        ("溫度 25℃…", "温度 25°c..."),
        ("甲\n乙", "甲\n乙"),
    ],
)
def test_width_case_script_and_accents_do_not_matter(text: str, folded: str) -> None:
    """Lines stay apart."""
    assert folded == fold(text)


@given(text=st.text())
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    """Places rise, and lead into the text."""
    folded, places = folded_places(text)

    assert fold(text) == folded
    assert len(folded) + 1 == len(places)
    assert sorted(places) == places
    assert all(0 <= place <= len(text) for place in places)
