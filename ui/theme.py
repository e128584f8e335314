"""Colours and sizes, once. Red means recording and nothing else.

Sizes are for gloves: a target is at least 56 px, with 8 px between two; text is at least 18 px.
All text on its ground has a contrast of 7:1 or more. Nothing is said by colour alone: every state
has a word and a sign of its own.
"""

from pathlib import Path
from urllib.parse import quote

from .signs import SIGNS

PAPER = "#ffffff"
"""Ground of the page."""

SHADE = "#f0f1f3"
"""Ground of what lies beside the matter: header, status, meters."""

INK = "#14171a"
"""Text, signs, and the ground of alarms."""

QUIET = "#42484f"
"""Text that may wait: times, hints, tentative words."""

LINE = "#747a82"
"""Borders; 3:1 or more on paper, as a border of a control needs."""

RECORDING = "#b00020"
"""Recording, and nothing else."""

TEXT_PAIRS = (
    (INK, PAPER),
    (INK, SHADE),
    (QUIET, PAPER),
    (QUIET, SHADE),
    (PAPER, INK),
    (PAPER, RECORDING),
    (RECORDING, PAPER),
)
"""All pairs of text and ground that occur; a test holds each to 7:1."""

TARGET_PX = 56
BIG_BUTTON_PX = 208
TEXT_PX = 20
SMALLEST_TEXT_PX = 18

FONTS = (
    '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", '
    "system-ui, sans-serif"
)
"""What the system has; a page loads no font."""

_STATIC = Path(__file__).parent / "static"

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    f'<rect width="24" height="24" rx="5" fill="{INK}"/>'
    f'<path transform="translate(4.8 4.8) scale(.6)" fill="{PAPER}" d="{SIGNS["microphone"]}"/>'
    "</svg>"
)


def stylesheet() -> str:
    """Return all CSS of the screen."""
    tokens = {
        "paper": PAPER,
        "shade": SHADE,
        "ink": INK,
        "quiet": QUIET,
        "line": LINE,
        "recording": RECORDING,
        "target": f"{TARGET_PX}px",
        "big-button": f"{BIG_BUTTON_PX}px",
        "text": f"{TEXT_PX}px",
        "small-text": f"{SMALLEST_TEXT_PX}px",
        "fonts": FONTS,
    }
    root = "".join(f"--{name}:{value};" for name, value in tokens.items())
    signs = "".join(f".sign-{name}{{--sign:url('{_mask(path)}')}}" for name, path in SIGNS.items())
    return f":root{{{root}}}{signs}{(_STATIC / 'screen.css').read_text(encoding='utf-8')}"


def recovery_script() -> str:
    """Return the script that brings the page back when the station was away."""
    return (_STATIC / "recovery.js").read_text(encoding="utf-8")


def _mask(path: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{path}"/></svg>'
    return "data:image/svg+xml," + quote(svg, safe=' =:/"<>')
