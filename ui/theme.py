"""Colours and sizes, once, for three themes. Red means recording and nothing else.

Sizes are for gloves: a target is at least 56 px, with 8 px between two; text is at least 18 px.
All text on its ground has a contrast of 7:1 or more, in every theme. Nothing is said by colour
alone: every state has a word and a sign of its own. ``docs/explanation/design.md`` says why.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from .appearance import Theme
from .signs import SIGNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a theme; the screen knows no other."""

    paper: str
    """Ground of the page."""

    shade: str
    """Ground of what lies beside the matter: header, status, meters."""

    ink: str
    """Text, signs, and the ground of alarms."""

    quiet: str
    """Text that may wait: times, hints, tentative words."""

    line: str
    """Borders; 3:1 or more on paper and shade, as a border of a control needs."""

    recording: str
    """Recording, and nothing else: as text, and as ground with paper as its text."""

    veil: str
    """What lies over the page under a dialog."""

    edge: str = "2px"
    """How wide the border of a control is."""

    scheme: str = "light"
    """What the browser draws its own parts for, as scroll bars."""


PALETTES: Mapping[Theme, Palette] = {
    Theme.LIGHT: Palette(
        paper="#ffffff",
        shade="#f0f1f3",
        ink="#14171a",
        quiet="#42484f",
        line="#747a82",
        recording="#a3001e",
        veil="#14171ab3",
    ),
    Theme.DARK: Palette(
        paper="#0e1012",
        shade="#191c20",
        ink="#f4f5f6",
        quiet="#c3c8ce",
        line="#8b929b",
        recording="#ff8278",
        veil="#000000b3",
        scheme="dark",
    ),
    # For bright halls and dirty panes: nothing between black and white but what must be.
    Theme.FACTORY: Palette(
        paper="#ffffff",
        shade="#ebebeb",
        ink="#000000",
        quiet="#262626",
        line="#000000",
        recording="#8f0018",
        veil="#000000cc",
        edge="3px",
    ),
}

TEXT_PAIRS = (
    ("ink", "paper"),
    ("ink", "shade"),
    ("quiet", "paper"),
    ("quiet", "shade"),
    ("recording", "paper"),
    ("recording", "shade"),
)
"""All pairs of text and ground that occur, either way round; a test holds each to 7:1."""

BIG_BUTTON_PX = 208
TEXT_PX = 20
SMALLEST_TEXT_PX = 18

SIZES: Mapping[str, str] = {
    "big-button": f"{BIG_BUTTON_PX}px",
    "text": f"{TEXT_PX}px",
    # Type: from what stands in the status line to the time of a recording.
    "small-text": f"max(0.9rem, {SMALLEST_TEXT_PX}px)",
    "body-text": "1rem",
    "control-text": "1.1rem",
    "lead-text": "1.3rem",
    "heading-text": "1.5rem",
    "title-text": "2rem",
    "display-text": "4rem",
    # Space: between two targets, inside of a control, between groups, around pages.
    "near": "8px",
    "apart": "12px",
    "around": "16px",
    "far": "24px",
    "round": "12px",
    "round-sheet": "20px",
}

MOTION: Mapping[str, str] = {
    "quick": "90ms",
    "calm": "220ms",
    "ease": "cubic-bezier(0.2, 0, 0, 1)",
    "beat": "1.6s",
}
"""Quick follows a finger or a voice, calm comes and goes, beat is one round of waiting."""

NO_MOTION = "--quick:0ms;--calm:0ms;--beat:0ms;"

FONTS = (
    '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", '
    "system-ui, sans-serif"
)
"""What the system has; a page loads no font."""

FIRST = ("base", "frame", "buttons")
"""What the other parts of the style sheet build upon; they follow by name."""

_STATIC = Path(__file__).parent / "static"

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    f'<rect width="24" height="24" rx="5" fill="{PALETTES[Theme.LIGHT].ink}"/>'
    f'<path transform="translate(4.8 4.8) scale(.6)" fill="{PALETTES[Theme.LIGHT].paper}"'
    f' d="{SIGNS["microphone"]}"/></svg>'
)


def stylesheet() -> str:
    """Return all CSS of the screen: tokens, signs, then every part in its order."""
    root = _tokens({**asdict(PALETTES[Theme.LIGHT]), **SIZES, **MOTION, "fonts": FONTS})
    themes = "".join(
        f'[data-theme="{theme}"]{{{_tokens(asdict(palette))}}}'
        for theme, palette in PALETTES.items()
    )
    still = (
        f'[data-motion="none"]{{{NO_MOTION}}}'
        f"@media (prefers-reduced-motion:reduce){{:root{{{NO_MOTION}}}}}"
    )
    signs = "".join(f".sign-{name}{{--sign:url('{_mask(path)}')}}" for name, path in SIGNS.items())
    css = "".join(part.read_text(encoding="utf-8") for part in parts())
    return f":root{{{root}}}{themes}{still}{signs}{css}"


def parts() -> list[Path]:
    """Return the files of the style sheet in their order."""
    first = [_STATIC / "css" / f"{name}.css" for name in FIRST]
    return first + sorted(set((_STATIC / "css").glob("*.css")) - set(first))


def scripts() -> str:
    """Return what every page runs: touches, the way back to the station, and its picture."""
    names = ("touches.js", "recovery.js", "picture.js")
    return "".join((_STATIC / name).read_text(encoding="utf-8") for name in names)


def _tokens(values: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


def _mask(path: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{path}"/></svg>'
    return "data:image/svg+xml," + quote(svg, safe=' =:/"<>')
