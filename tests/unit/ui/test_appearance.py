"""How a browser wants the screen."""

from hypothesis import given
from hypothesis import strategies as st

from ui.appearance import COOKIES, Appearance, Keys, Motion, TextSize, Theme


def test_cookies_choose() -> None:
    """Each by itself."""
    cookies = {"tingxia-theme": "factory", "tingxia-text": "large", "tingxia-motion": "none"}
    wanted = Appearance(theme=Theme.FACTORY, text=TextSize.LARGE, motion=Motion.NONE)
    assert wanted == Appearance.choose(cookies)
    assert Appearance(theme=Theme.DARK) == Appearance.choose({"tingxia-theme": "dark"})


@given(st.dictionaries(st.sampled_from([f"tingxia-{name}" for name in COOKIES]), st.text()))
def test_whatever_a_cookie_holds_is_no_script(cookies: dict[str, str]) -> None:
    """Only values that the screen knows come back out."""
    known = {value for kind in COOKIES.values() for value in kind}
    script = Appearance.choose(cookies).script()
    assert known >= {part.split('"')[1] for part in script.split(";") if part}


def test_what_was_chosen_is_kept() -> None:
    """The script that keeps it sets what ``choose`` reads."""
    wanted = Appearance(theme=Theme.DARK, text=TextSize.LARGE)
    script = wanted.keeping_script()
    kept = dict(part.split('"')[1].split("=", 1) for part in script.split(";") if "cookie" in part)
    assert wanted == Appearance.choose(kept)
    assert 'document.documentElement.dataset.theme = "dark"' in script


def test_the_keyboard_is_told_by_its_cookie_alone() -> None:
    """On the page the same name says that the keyboard is up."""
    wanted = Appearance(keyboard=Keys.ALWAYS)
    assert "tingxia-keyboard=always" in wanted.keeping_script()
    assert "dataset.keyboard" not in wanted.keeping_script()
