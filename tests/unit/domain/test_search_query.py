"""What people type, and what is looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.search_query import LONGEST_QUERY, LONGEST_TOKEN, Token, parse, tokens


def asked(query: str) -> list[tuple[tuple[str, ...], bool]]:
    """The terms of a query."""
    return [(term.pieces, term.is_prefix) for term in parse(query).terms]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("会议", [(("会议",), False)]),
        ("会", [(("会",), False)]),
        ("今天 会议", [(("今天",), False), (("会议",), False)]),
        ("水泵pump", [(("水泵",), False), (("pump",), True)]),
        ("pump ", [(("pump",), False)]),
        ("pu 水", [(("pu",), False), (("水",), False)]),
        ("3.5 kw", [(("3", "5"), False), (("kw",), True)]),
        ('"第二页，这里"', [(("第二页", "这里"), False)]),
        ("“red pump” now", [(("red", "pump"), False), (("now",), True)]),
        ('"red pu', [(("red", "pu"), True)]),
        ("会议 会议", [(("会议",), False)]),
        ("，。!? ", []),
        ("", []),
    ],
)
def test_words_and_phrases(query: str, terms: list[tuple[tuple[str, ...], bool]]) -> None:
    """Runs of Chinese, words of other scripts, quoted phrases; the last word is a beginning."""
    assert terms == asked(query)


@given(query=st.text(), text=st.text())
def test_anything_typed_is_a_query(query: str, text: str) -> None:
    """It has bounded terms, each of which has tokens and can be looked for."""
    parsed = parse(query)

    assert len(parsed.terms) <= LONGEST_QUERY
    for term in parsed.terms:
        assert term.tokens
        assert all(text[start:end] for start, end in term.found_in(text))


@given(
    before=st.text(st.sampled_from("今天会议 ab1，\n")),
    said=st.text(st.sampled_from("今天会议ab1"), min_size=1, max_size=12),
    after=st.text(st.sampled_from("今天会议 ab1，\n")),
)
def test_what_was_said_is_found_by_index_and_in_the_text(
    before: str, said: str, after: str
) -> None:
    """The index has all tokens of a text with the term: nothing that is there is missed."""
    text = f"{before}，{said}，{after}"
    there = set(tokens(text))
    for term in parse(f'"{said}"').terms:
        assert any(term.found_in(text))
        for token in term.tokens:
            assert any(
                known.startswith(token.text) if token.is_prefix else known == token.text
                for known in there
            )


def test_two_characters_and_short_words_need_no_look_at_the_text() -> None:
    """The index alone decides; it cannot for longer runs, phrases and very long words."""
    long = "a" * (LONGEST_TOKEN + 1)
    exact = [parse(query).terms[0].is_exact for query in ("会", "会议", "pump", "会议室")]

    assert [True, True, True, False] == exact
    assert not parse(long).terms[0].is_exact
    assert not parse('"red pump"').terms[0].is_exact
    assert (Token(text="会议"), Token(text="议室")) == parse("会议室").terms[0].tokens


@pytest.mark.parametrize(
    ("query", "text", "places"),
    [
        ("pump ", "pump pumping xpump pump_pump", [(0, 4), (19, 23), (24, 28)]),
        ("pump", "the pumping xpump", [(4, 8)]),
        ("pump ", "水泵pump坏了", [(2, 6)]),
        ("ren", "søren ren", [(6, 9)]),
        ('"ha ha"', "xha ha ha haha", [(4, 9)]),
        ('"red pump"', "red pump redpump red, pump red\npump", [(0, 8), (17, 26)]),
        ('"第二页，这里"', "第二页这里 第二页 这里", [(0, 5), (6, 12)]),
        ("会会", "会会会", [(0, 2)]),
    ],
)
def test_a_word_is_not_found_within_another(
    query: str, text: str, places: list[tuple[int, int]]
) -> None:
    """Only where it begins, if it is still being typed; Chinese has no such bounds."""
    assert places == list(parse(query).terms[0].found_in(text))
