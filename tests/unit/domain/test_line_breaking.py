"""Where lines end in Chinese and English."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.columns import columns
from appliance.domain.line_breaking import break_places, may_break, respects_marks

LIMIT = 42
ANY_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("一二三百万点，。、；：？！）》」』”’…—（《「『“‘·"),
        st.sampled_from("/%‰℃°￥$-+.,:;!?()[]\"' aB3９Ａ\u0301\u200d😀"),
    ),
    max_size=200,
).map(lambda text: " ".join(text.split()))


def pieces(text: str) -> list[str]:
    """What stands between the places where a line may end."""
    places = break_places(text, limit_columns=LIMIT)
    return [text[start:end] for start, end in zip([0, *places], places, strict=False)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("好的，走吧。", "好/的，/走/吧。"),
        ("他说：“开始。”然后", "他/说：/“开/始。”/然/后"),
        ("《安全手册》（第二版）里", "《安/全/手/册》/（第/二/版）/里"),
        ("什么？！真的……不行", "什/么？！/真/的……/不/行"),
        ("等等——不", "等/等/——/不"),
        ("张·三", "张·/三"),
        ("the pump's on", "the /pump's /on"),
        ("用ABC-123泵", "用/ABC-123/泵"),
        ("压力3.5 MPa时", "压/力/3.5 MPa/时"),
        ("约25毫米宽", "约25毫米/宽"),
        ("2025年11月21日", "2025年/11月/21日"),
        ("为 12.5% 的水", "为 /12.5% /的/水"),
        ("占百分之五十左右", "占/百分之五十/左/右"),
        ("共三千五百台", "共/三千五百/台"),
        ("第12页", "第12页"),
        ("￥300元", "￥300元"),
        ("升到80℃了", "升/到/80℃/了"),
        ("5 people came", "5 /people /came"),
        ('say "no" now', 'say /"no" /now'),
        ("那", "那"),
        ("", ""),
    ],
)
def test_marks_words_and_numbers_stay_whole(text: str, expected: str) -> None:
    """Each slash is a place where the line may end."""
    assert expected == "/".join(pieces(text))


def test_a_slash_joins() -> None:
    """It stands neither first nor last on a line."""
    assert ["且/或"] == pieces("且/或")


def test_a_word_longer_than_a_line_is_torn_where_it_hurts_least() -> None:
    """After a joint of it, else anywhere but inside a number."""
    address = f"https://example.org/{'a' * 15}/{'b' * 30}"

    assert [f"https://example.org/{'a' * 15}/", "b" * 30] == pieces(address)
    assert ["a" * 42, "a" * 18] == pieces("a" * 60)
    assert ["a" * 38, "12345" * 4] == pieces("a" * 38 + "12345" * 4)


@settings(deadline=None)
@given(text=ANY_TEXT)
def test_no_text_is_lost_and_every_piece_fits_on_a_line(text: str) -> None:
    """Whatever the text."""
    found = pieces(text)

    assert text == "".join(found)
    assert all(sum(map(columns, piece.rstrip(" "))) <= LIMIT for piece in found)
    assert text == "" or all(found)


@settings(deadline=None)
@given(text=ANY_TEXT)
def test_the_rules_give_way_only_where_nothing_else_is_possible(text: str) -> None:
    """A place against the rules lies in a stretch without any other that is wider than a line."""
    places = break_places(text, limit_columns=LIMIT)
    allowed = {at for at in range(1, len(text)) if may_break(text, at)} | {0, len(text)}

    for place in set(places) - allowed:
        start = max(at for at in allowed if at < place)
        end = min(at for at in allowed if at > place)
        assert sum(map(columns, text[start:end].rstrip(" "))) > LIMIT
    for place in set(places) & allowed - {0, len(text)}:
        assert respects_marks(text, place)
