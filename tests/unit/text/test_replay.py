"""A lexicon on text that was made without it: what would be another, where and why."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.text import Lexicon, TextChain, TextRules
from appliance.text.replay import ReplayedPlace, counted, replay

PACK = "阀门\n温度传感器\n更惯=>更换\n那个=>\n"


def chain(pack: str = PACK) -> TextChain:
    """Return a chain with one pack."""
    lexicon, problems = Lexicon.parse(pack, "shop.txt")
    assert [] == problems
    return TextChain(TextRules(), lexicon)


def test_replay_tells_what_would_be_shown() -> None:
    """A text that was made with the same lexicon does not change; without its term it goes back.

    Each utterance is treated in the language in which it was recognised.
    """
    taught = chain("阀门")
    texts = [
        ("请打开罚门", "请打开罚门", "zh"),
        ("关上罚门", "关上阀门", "zh"),
        ("wait twenty minutes", "wait 20 minutes", "en"),
    ]
    replayed = replay(taught, texts)
    assert ["请打开阀门", "关上阀门", "wait 20 minutes"] == [one.after for one in replayed]
    assert [True, False, False] == [one.is_changed for one in replayed]
    without = replay(taught.with_lexicon(Lexicon()), texts)
    assert [False, True, False] == [one.is_changed for one in without]
    assert [("阀", "罚", ())] == [(one.before, one.after, one.causes) for one in counted(without)]


def test_places_are_whole_terms_with_their_cause() -> None:
    """Of a term one character may differ; what the lexicon had put right before is no place."""
    raw = "二号线的温度传染器坏了，罚门更惯了。"
    shown = "2号线的温度传染器坏了，阀门更惯了。"
    (text,) = replay(chain(), [(raw, shown, "zh")])
    assert "2号线的温度传感器坏了，阀门更换了。" == text.after
    assert (
        ReplayedPlace(
            start=4, before="温度传染器", after="温度传感器", causes=("shop.txt:2: 温度传感器",)
        ),
        ReplayedPlace(start=14, before="更惯", after="更换", causes=("shop.txt:3: 更惯=>更换",)),
    ) == text.places


def test_what_is_left_out_is_a_place_too() -> None:
    """A rule may have nothing on its right side."""
    (text,) = replay(chain(), [("把那个门打开。", "把那个门打开。", "zh")])
    assert (
        ReplayedPlace(start=1, before="那个", after="", causes=("shop.txt:4: 那个=>",)),
    ) == text.places


def test_a_place_that_no_line_made_has_no_cause() -> None:
    """Digits may have been off when the text was made; a word beside them is not to blame."""
    (text,) = replay(chain(), [("三十个罚门。", "三十个阀门。", "zh")])
    assert (ReplayedPlace(start=0, before="三十", after="30"),) == text.places


def test_the_same_places_are_counted_together() -> None:
    """What the lexicon does comes first, then the most frequent; the first one is shown."""
    texts = [
        ("三十次。", "三十次。", "zh"),
        ("三十次。", "三十次。", "zh"),
        ("已经更惯。", "已经更惯。", "zh"),
        ("请打开罚门。", "请打开罚门。", "zh"),
        ("关上罚门。", "关上罚门。", "zh"),
    ]
    found = counted(replay(chain(), texts))
    assert [("罚门", "阀门", 2), ("更惯", "更换", 1), ("三十", "30", 2)] == [
        (one.before, one.after, one.count) for one in found
    ]
    assert "请打开阀门。" == found[0].example


SPOKEN = st.lists(
    st.sampled_from(["罚门", "阀门", "更惯", "温度传染器", "那个", "三十", "，", "好", "a", "。"]),
    max_size=8,
).map("".join)


@given(SPOKEN, SPOKEN)
def test_places_account_for_every_difference(raw: str, shown: str) -> None:
    """Whatever stands there now: putting each place in gives what would be shown."""
    (text,) = replay(chain(), [(raw, shown, "zh")])
    made = text.before
    for place in reversed(text.places):
        assert place.before == made[place.start : place.start + len(place.before)]
        made = made[: place.start] + place.after + made[place.start + len(place.before) :]
    assert text.after == made
    assert text.is_changed == bool(text.places)
