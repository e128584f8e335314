"""Colours, sizes and signs."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from ui import theme
from ui.appearance import Theme
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


@pytest.mark.parametrize("theme_name", Theme)
@pytest.mark.parametrize(("text", "ground"), theme.TEXT_PAIRS)
def test_text_has_a_contrast_of_seven(theme_name: Theme, text: str, ground: str) -> None:
    """All pairs of text and ground that occur, in every theme."""
    palette = asdict(theme.PALETTES[theme_name])
    assert contrast(palette[text], palette[ground]) >= 7


@pytest.mark.parametrize("theme_name", Theme)
def test_borders_can_be_seen(theme_name: Theme) -> None:
    """A control's border has 3:1 on each ground it lies on, and 7:1 where halls are bright."""
    palette = theme.PALETTES[theme_name]
    wanted = 7 if theme_name is Theme.FACTORY else 3
    assert contrast(palette.line, palette.paper) >= wanted
    assert contrast(palette.line, palette.shade) >= wanted


@pytest.mark.parametrize("theme_name", Theme)
def test_recording_is_the_one_accent(theme_name: Theme) -> None:
    """It is red; no other colour of a theme is more than a tint of grey."""
    palette = theme.PALETTES[theme_name]
    red, green, blue = (int(palette.recording[place : place + 2], 16) for place in (1, 3, 5))
    assert red > 2 * max(green, blue) - 20
    for colour in (palette.paper, palette.shade, palette.ink, palette.quiet, palette.line):
        channels = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
        assert max(channels) - min(channels) <= 20


def test_colours_come_from_the_tokens_only() -> None:
    """The style sheets name no colour of their own."""
    for part in theme.parts():
        css = re.sub(r"/\*.*?\*/", "", part.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert [] == re.findall(r"#[0-9a-f]{3,8}\b(?![-\w])", css), part
        assert [] == re.findall(r"\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(", css), part
        assert [] == re.findall(r":[^;{]*\b(?:white|black|red|gray|grey|green|blue)\b", css), part


def test_a_style_sheet_can_be_read_at_once() -> None:
    """One noun a file, 300 lines at most; the foundation comes first, the rest by name."""
    parts = theme.parts()
    assert [f"{name}.css" for name in theme.FIRST] == [part.name for part in parts[:3]]
    assert sorted(parts[3:]) == parts[3:]
    for part in parts:
        assert part.read_text(encoding="utf-8").count("\n") <= 300, part


def test_motion_can_be_switched_off() -> None:
    """By the browser and by the setting: every duration becomes nothing."""
    durations = {name for name, value in theme.MOTION.items() if value.endswith("s")}
    assert durations == set(re.findall(r"--(\w+):0ms", theme.NO_MOTION))
    css = theme.stylesheet()
    assert f'[data-motion="none"]{{{theme.NO_MOTION}}}' in css
    assert f"(prefers-reduced-motion:reduce){{:root{{{theme.NO_MOTION}}}}}" in css


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
