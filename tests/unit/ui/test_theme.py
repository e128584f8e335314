"""Colours, sizes and signs."""

import re
from pathlib import Path

import pytest

from ui import theme
from ui.signs import SIGNS

SCREEN = Path(theme.__file__).parent


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return sum(
        weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_right() -> None:
    """Black on white is 21:1 by definition."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("text", "ground"), theme.TEXT_PAIRS)
def test_text_has_a_contrast_of_seven(text: str, ground: str) -> None:
    """All pairs of text and ground that occur."""
    assert contrast(text, ground) >= 7


def test_borders_can_be_seen() -> None:
    """A control's border has 3:1 on each ground it lies on."""
    assert contrast(theme.LINE, theme.PAPER) >= 3
    assert contrast(theme.LINE, theme.SHADE) >= 3


def test_colours_come_from_the_tokens_only() -> None:
    """The style sheet names no colour of its own but the shade behind dialogs."""
    css = (SCREEN / "static" / "screen.css").read_text(encoding="utf-8")
    assert [] == re.findall(r"#[0-9a-f]{3,8}\b(?![-\w])", css.replace("#app", ""))
    assert ["rgb(20 23 26 / 70%)"] == re.findall(r"rgba?\([^)]*\)", css)


def test_nothing_depends_on_hovering_or_on_another_host() -> None:
    """A glove does not hover, and the box has no network."""
    sources = [path for path in SCREEN.rglob("*") if path.suffix in {".css", ".js", ".py"}]
    assert len(sources) > 20
    for path in sources:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert ":hover" not in text, path
        assert not re.search(r"https?://|//cdn", text), path


def test_signs_named_in_the_browser_exist() -> None:
    """Those of the Python side are checked when they are built."""
    named = set()
    for path in SCREEN.rglob("*.js"):
        named |= set(re.findall(r"sign-([a-z-]+)[\"'\s]", path.read_text(encoding="utf-8")))
    assert named
    assert named <= SIGNS.keys()


def test_the_stylesheet_is_whole() -> None:
    """Tokens and signs are in it, and every token that is used is set."""
    css = theme.stylesheet()
    used = set(re.findall(r"var\(--([\w-]+)", css))
    given = set(re.findall(r"--([\w-]+):", css))
    assert used <= given | {"done"}
    assert all(f".sign-{name}" in css for name in SIGNS)
    assert "</style" not in css
