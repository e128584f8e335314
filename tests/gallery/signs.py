"""Sizes of text, and every sign."""

from nicegui import ui

from tests.gallery.exhibit import exhibit
from ui.signs import SIGNS
from ui.visit import Visit
from ui.widgets.facts import Fact, FactWords
from ui.widgets.touch import Words

SIZES = ("display", "title", "heading", "lead", "control", "body")


def signs(_visit: Visit) -> None:
    """Build them all."""
    with exhibit("Words"):
        for size in SIZES:
            Words("0:12:34 听匣 Tingxia").style(f"font-size: var(--{size}-text); line-height: 1.2")
        Words("0:12:34 听匣 Tingxia", classes="quiet").style("font-size: var(--small-text)")
    with exhibit("Sign"), ui.element("div").classes("options"):
        for name in SIGNS:
            Fact(FactWords(sign=name, words=name))
