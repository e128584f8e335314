"""What of a growing text is stable."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.stable_prefix import StablePrefix


def test_the_first_partial_is_tentative() -> None:
    """Nothing agrees with it yet."""
    assert ("", "各位同事") == StablePrefix().update("各位同事")


def test_what_two_partials_agree_on_is_stable() -> None:
    """The rest stays tentative."""
    prefix = StablePrefix()
    prefix.update("各位同事向五")

    assert ("各位同事", "下午好") == prefix.update("各位同事下午好")


def test_punctuation_at_the_end_of_an_agreement_stays_tentative() -> None:
    """A full stop after two partials becomes a comma with the next words."""
    prefix = StablePrefix()
    prefix.update("好的。")

    assert ("好的", "。") == prefix.update("好的。")


def test_stable_text_is_not_taken_back() -> None:
    """A partial that contradicts it changes only what follows."""
    prefix = StablePrefix()
    prefix.update("一号生产线")
    prefix.update("一号生产线上周")

    assert ("一号生产线", "上周完成") == prefix.update("一号生产现上周完成")


@given(st.lists(st.text("一二三，。", max_size=8)))
def test_the_stable_text_only_grows(texts: list[str]) -> None:
    """Whatever the partials say."""
    prefix = StablePrefix()
    shown = ""
    for text in texts:
        stable, tentative = prefix.update(text)
        assert stable.startswith(shown)
        assert len(stable + tentative) >= len(text)
        shown = stable
